/** When a user was erased, to judge what a connect may do that began before, during or after it. */
export class Erasures {
  private readonly running = new Map<string, number>();
  private readonly begunAtMs = new Map<string, number>();
  private readonly endedAtMs = new Map<string, number>();

  async track(user: string, erase: () => Promise<unknown>): Promise<void> {
    this.running.set(user, (this.running.get(user) ?? 0) + 1);
    this.begunAtMs.set(user, performance.now());
    await erase();
    this.endedAtMs.set(user, performance.now());
    this.running.set(user, (this.running.get(user) ?? 0) - 1);
  }

  /** Whether one began after a moment, so that nothing from before it may be left. */
  beganAfter(user: string, ms: number): boolean {
    return (this.begunAtMs.get(user) ?? 0) > ms;
  }

  /** Whether one may have deleted what was begun at a moment. */
  mayConcern(user: string, ms: number): boolean {
    return (this.running.get(user) ?? 0) > 0 || (this.endedAtMs.get(user) ?? 0) > ms;
  }
}
