type Step = () => unknown;

/** Stops what was started, in the opposite order, even when a later start failed halfway. */
export class Cleanup {
  private readonly steps: Step[] = [];
  private running: Promise<void> | undefined;

  /** Call before starting anything: what starts after the cleanup has begun would never be stopped. */
  assertOpen(): void {
    if (this.running) throw new Error('Stopped while starting.');
  }

  add(step: Step): void {
    this.assertOpen();
    this.steps.push(step);
  }

  /** Runs each step once, however often it is called. */
  run(): Promise<void> {
    this.running ??= this.runAll();
    return this.running;
  }

  private async runAll(): Promise<void> {
    const failures: unknown[] = [];
    for (let step = this.steps.pop(); step; step = this.steps.pop()) {
      try {
        await step();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('; '));
  }
}
