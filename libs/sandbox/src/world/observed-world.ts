import type { Person } from '../people/person';
import type { Change, EditRequest, SyncRequest, TruthPoint, UpstreamId, World } from './world';

/** Who is told when a person's days may read differently. */
export interface WorldObserver {
  /** After a sync or an edit, also one that changed nothing. */
  changed(personId: string, changes: readonly Change[]): void;
  /** After everything went back to the start. */
  reset(): void;
}

/** A world that reports every change in it, from any source. */
export class ObservedWorld implements World {
  private readonly observers: WorldObserver[] = [];

  constructor(private readonly world: World) {}

  observe(observer: WorldObserver): void {
    this.observers.push(observer);
  }

  get people(): readonly Person[] {
    return this.world.people;
  }

  find(id: string): Person | undefined {
    return this.world.find(id);
  }

  sync(personId: string, request?: SyncRequest): Change[] {
    return this.tell(personId, this.world.sync(personId, request));
  }

  edit(personId: string, request: EditRequest): Change[] {
    return this.tell(personId, this.world.edit(personId, request));
  }

  truth(personId: string, upstream?: UpstreamId): TruthPoint[] {
    return this.world.truth(personId, upstream);
  }

  reset(): void {
    this.world.reset();
    for (const observer of this.observers) observer.reset();
  }

  private tell(anyId: string, changes: Change[]): Change[] {
    const personId = this.find(anyId)?.id ?? anyId;
    for (const observer of this.observers) observer.changed(personId, changes);
    return changes;
  }
}
