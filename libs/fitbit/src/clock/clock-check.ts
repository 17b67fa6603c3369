import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { SharedClock } from '../model/shared-clock';
import { withTimeout } from '../redis/with-timeout';
import { TimeRepository } from '../storage/time.repository';
import { FitbitUpstream } from '../upstream/fitbit-upstream';

const MEASURE_INTERVAL_MS = 60_000;
/** How soon a machine's clock that was set is noticed. Nothing is sent for that. */
const LOOK_INTERVAL_MS = 5_000;
/** A smaller change is drift and is not reported again. */
const CHANGE_MS = 1_000;
/** A difference to the upstream below this explains nothing. Its `Date` header has whole seconds, and answers take time. */
const NOTABLE_MS = 30_000;

/** How far clocks are off, in milliseconds; positive when this process's is ahead. */
export interface ClockDifferences {
  /** The machine's clock against the database's. Times are corrected by it. `0` below a second or while not measured. */
  readonly machineAheadOfDatabaseMs: number;
  /** The corrected time against the `Date` header of the upstream's last answer; `undefined` before the first one. */
  readonly aheadOfUpstreamMs: number | undefined;
}

/**
 * Measures how far this machine's clock is off the database's, before anything uses it and once a minute, and tells the
 * {@link SharedClock}. While the database is away, the last measurement counts.
 */
@Injectable()
export class ClockCheck implements OnModuleDestroy {
  private readonly logger = new Logger(ClockCheck.name);
  private timer: NodeJS.Timeout | undefined;
  private underWay: Promise<void> | undefined;
  private measuredAtMs = -Infinity;
  private loggedOffsetMs = 0;

  constructor(
    private readonly clock: SharedClock,
    private readonly database: TimeRepository,
    private readonly upstream: FitbitUpstream,
  ) {}

  /** Measures once, and from then on until the module is destroyed. */
  async start(): Promise<this> {
    this.timer = setInterval(() => this.look(), LOOK_INTERVAL_MS).unref();
    await this.measure();
    return this;
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Measures now. Never throws: without an answer, the last measurement counts. */
  measure(): Promise<void> {
    this.underWay ??= this.ask().finally(() => (this.underWay = undefined));
    return this.underWay;
  }

  get differences(): ClockDifferences {
    const upstreamNow = this.upstream.lastAnsweredNow();
    return {
      machineAheadOfDatabaseMs: 0 - this.clock.offsetMs,
      aheadOfUpstreamMs: upstreamNow && this.clock.now().getTime() - upstreamNow.getTime(),
    };
  }

  /** The differences in words, for a log line that has to explain a fault. Empty when no clock is notably off. */
  explain(): string {
    const { machineAheadOfDatabaseMs: machineMs, aheadOfUpstreamMs: upstreamMs = 0 } = this.differences;
    const machine = machineMs === 0 ? [] : [`this machine's clock is ${inWords(machineMs)} the database's`];
    const database = Math.abs(upstreamMs) < NOTABLE_MS ? [] : [`our time is ${inWords(upstreamMs)} the upstream's`];
    return [...machine, ...database].join(', and ');
  }

  private look(): void {
    const isDue = performance.now() - this.measuredAtMs >= MEASURE_INTERVAL_MS;
    if (isDue || this.hasChanged()) void this.measure();
  }

  private async ask(): Promise<void> {
    const askedAtMs = performance.now();
    this.measuredAtMs = askedAtMs;
    try {
      const timeMs = await withTimeout("Reading the database's time", this.database.readTimeMs());
      this.clock.synchronize({ timeMs, roundTripMs: performance.now() - askedAtMs });
    } catch (error) {
      this.measuredAtMs = -Infinity; // The next look tries again.
      this.logger.debug(`The clock was not compared with the database's: ${(error as Error).message}`);
    }
    if (this.hasChanged()) this.report();
  }

  private hasChanged(): boolean {
    return Math.abs(this.clock.offsetMs - this.loggedOffsetMs) >= CHANGE_MS || this.isRightAgain();
  }

  private isRightAgain(): boolean {
    return this.clock.offsetMs === 0 && this.loggedOffsetMs !== 0;
  }

  private report(): void {
    if (this.isRightAgain()) this.logger.log("This machine's clock agrees with the database's again.");
    else {
      this.logger.warn(
        `This machine's clock is ${inWords(-this.clock.offsetMs)} the database's. Times are corrected by that. ` +
          'Set the clock of the machine that is wrong, and keep it right with NTP.',
      );
    }
    this.loggedOffsetMs = this.clock.offsetMs;
  }
}

/** `10800 s ahead of` */
function inWords(aheadMs: number): string {
  return `${Math.round(Math.abs(aheadMs) / 1000)} s ${aheadMs > 0 ? 'ahead of' : 'behind'}`;
}
