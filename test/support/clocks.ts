import { Clock } from 'nestjs-fitbit';
import type { Sandbox } from 'nestjs-fitbit-sandbox';

/** Stands still until a test advances it. */
export class ManualClock extends Clock {
  constructor(private current: Date) {
    super();
  }

  override now(): Date {
    return this.current;
  }

  advance(ms: number): void {
    this.current = new Date(this.current.getTime() + ms);
  }
}

/** Runs on from where a test sets it. */
export class TickingClock extends Clock {
  private aheadMs: number;

  constructor(start = new Date()) {
    super();
    this.aheadMs = start.getTime() - Date.now();
  }

  override now(): Date {
    return new Date(Date.now() + this.aheadMs);
  }

  advance(ms: number): void {
    this.aheadMs += ms;
  }
}

/** Follows the sandbox's time, or stays `aheadMs` ahead of it. */
export class SandboxTime extends Clock {
  constructor(
    private readonly sandbox: Pick<Sandbox, 'clock'>,
    private readonly aheadMs = 0,
  ) {
    super();
  }

  override now(): Date {
    return new Date(this.sandbox.clock.now().getTime() + this.aheadMs);
  }
}

/** The clock of one machine, which a test sets wrong: `aheadMs` ahead of the time that it tells. */
export class MachineClock extends Clock {
  aheadMs = 0;

  constructor(private readonly time: Pick<Clock, 'now'>) {
    super();
  }

  override now(): Date {
    return new Date(this.time.now().getTime() + this.aheadMs);
  }

  override machineNow(): Date {
    return new Date(Date.now() + this.aheadMs);
  }
}
