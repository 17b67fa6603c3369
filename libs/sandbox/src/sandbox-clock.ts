/** The sandbox's time: the wall clock moved by an offset, so that it ticks on from wherever it was set. */
export class SandboxClock {
  private offsetMs = 0;

  /** @param start where the clock begins; the wall clock's own time when absent. */
  constructor(start?: Date) {
    if (start) this.set(start);
  }

  now(): Date {
    return new Date(this.baseMs() + this.offsetMs);
  }

  /** @throws RangeError for an instant that is not a date: a clock that shows NaN would spoil everything after it. */
  set(instant: Date): void {
    if (Number.isNaN(instant.getTime())) throw new RangeError('The clock needs a valid instant.');
    this.offsetMs = instant.getTime() - this.baseMs();
  }

  /** Moves the clock forward, or back when `milliseconds` is negative. */
  advance(milliseconds: number): void {
    if (!Number.isFinite(milliseconds)) throw new RangeError('The clock moves by a finite number of milliseconds.');
    this.offsetMs += milliseconds;
  }

  /** What ticks underneath. */
  protected baseMs(): number {
    return Date.now();
  }
}

/** For tests: stands still until it is set or advanced. */
export class ManualClock extends SandboxClock {
  constructor(start: Date) {
    super(start);
  }

  protected override baseMs(): number {
    return 0;
  }
}
