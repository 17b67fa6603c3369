/** The sandbox's time. It is the wall clock plus an offset, so it keeps ticking after it was set. */
export class SandboxClock {
  private offsetMs = 0;

  /** @param start the start of the clock; the current time by default */
  constructor(start?: Date) {
    if (start) this.set(start);
  }

  now(): Date {
    return new Date(this.baseMs() + this.offsetMs);
  }

  /** @throws RangeError for an invalid date, which would make every later time NaN */
  set(instant: Date): void {
    if (Number.isNaN(instant.getTime())) throw new RangeError('The clock needs a valid instant.');
    this.offsetMs = instant.getTime() - this.baseMs();
  }

  /** Moves the clock forward, or back for a negative number. */
  advance(milliseconds: number): void {
    if (!Number.isFinite(milliseconds))
      throw new RangeError('The clock can only be moved by a finite number of milliseconds.');
    this.offsetMs += milliseconds;
  }

  /** The underlying clock. */
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
