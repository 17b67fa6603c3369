import type { World } from './world';

/** Shorter ticks would keep the process busy with nothing. */
const SHORTEST_TICK_MS = 20;

/** Lets every person's device sync once in a while, one after the other, in real time. */
export class SyncSchedule {
  private readonly timer: NodeJS.Timeout;
  private readonly startedAtMs = performance.now();
  private synced = 0;

  /**
   * @param everySeconds how long until the same person syncs again
   * @param onError told of a sync that failed; the others go on
   */
  constructor(
    private readonly world: World,
    private readonly everySeconds: number,
    private readonly onError: (error: unknown) => void,
  ) {
    const stepMs = (everySeconds * 1000) / Math.max(1, world.people.length);
    this.timer = setInterval(() => this.tick(), Math.max(SHORTEST_TICK_MS, stepMs));
  }

  close(): void {
    clearInterval(this.timer);
  }

  private tick(): void {
    const { people } = this.world;
    const turns = (performance.now() - this.startedAtMs) / (this.everySeconds * 1000);
    // A device that fell behind by more than a turn syncs once: a second sync would bring nothing.
    const due = Math.min(Math.floor(turns * people.length), this.synced + people.length);
    for (; this.synced < due; this.synced++) {
      const person = people[this.synced % people.length];
      if (person) this.sync(person.id);
    }
  }

  private sync(personId: string): void {
    try {
      this.world.sync(personId);
    } catch (error) {
      this.onError(error);
    }
  }
}
