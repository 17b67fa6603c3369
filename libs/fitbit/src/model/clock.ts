/** Taken once: fake timers, with which a host's tests travel in time, are no fault of the machine. */
const MachineDate = Date;

/** The current time, injected so that tests and the demo can run at another time. */
export abstract class Clock {
  /** The current time. */
  abstract now(): Date;

  /**
   * The machine's own time, which is compared with the database's to find out how wrong the machine is. Override it only
   * to simulate a machine whose clock is wrong.
   */
  machineNow(): Date {
    return new MachineDate();
  }
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

/** Longer than clocks differ that are kept right. */
const CREDIBLE_MS = 60_000;

/**
 * A stored time of something that has happened cannot be later than this, unless it was written under a clock that was
 * wrong. Nothing may wait until such a time has come.
 */
export function latestCredible(now: Date): Date {
  return new Date(now.getTime() + CREDIBLE_MS);
}
