import type { World } from './world';

/** A shorter interval would only keep the process busy. */
const SHORTEST_TICK_MS = 20;

/** Syncs every person's device regularly, in turn, in real time. */
export class SyncSchedule {
  private readonly timer: NodeJS.Timeout;
  private readonly startedAtMs = performance.now();
  private synced = 0;

  /**
   * @param everySeconds the time until the same person syncs again
   * @param onError called with the error of a failed sync; the schedule continues
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
    // A device that missed more than one turn syncs once: a second sync would not change anything.
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
