/** The time, injected: tests and the demo run on another day than the wall clock. */
export abstract class Clock {
  /** The present moment. */
  abstract now(): Date;
}

/** The wall clock, moved by `offsetMs` when given: the demo runs its module on the day after its data. */
export class SystemClock extends Clock {
  constructor(private readonly offsetMs = 0) {
    super();
  }

  override now(): Date {
    return new Date(Date.now() + this.offsetMs);
  }
}
