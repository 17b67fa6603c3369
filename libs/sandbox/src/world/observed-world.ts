import type { Person } from '../people/person';
import type { Change, EditRequest, SyncRequest, TruthPoint, UpstreamId, World } from './world';

/** Reacts to changes of a person's days. */
export interface WorldObserver {
  /** Called after every sync or edit, even one that changed nothing. */
  changed(personId: string, changes: readonly Change[]): void;
  /** Called after a reset. */
  reset(): void;
}

/** A world that reports every change to its observers. */
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
