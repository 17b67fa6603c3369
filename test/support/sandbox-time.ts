import type { Sandbox } from 'nestjs-fitbit-sandbox';
import { Clock } from 'nestjs-fitbit';

/** Goes with the sandbox's time, so that both have one, or `aheadMs` before it. */
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
