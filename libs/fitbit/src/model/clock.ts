/** The current time, injected so that tests and the demo can run at another time. */
export abstract class Clock {
  /** The current time. */
  abstract now(): Date;
}

/** The system's clock, shifted by `offsetMs`. The demo uses it to run on the day after its data. */
export class SystemClock extends Clock {
  constructor(private readonly offsetMs = 0) {
    super();
  }

  override now(): Date {
    return new Date(Date.now() + this.offsetMs);
  }
}
