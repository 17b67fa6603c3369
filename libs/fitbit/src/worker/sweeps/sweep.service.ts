import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import type { ResolvedFitbitOptions } from '../../options/resolved-fitbit-options';
import type { SweepName } from '../../options/sweep-intervals';
import { InjectFitbitOptions } from '../../options/tokens';
import { SweepRepository } from '../../storage/sweep.repository';
import type { Sweep } from './sweep';

export const SWEEPS = Symbol('SWEEPS');

/** Processes that start together sweep once. */
const AT_START_MS = 5_000;
/** The clock of a timer and the one of the database may differ a little. */
const EARLY_SHARE = 0.9;

/**
 * Runs every sweep at start and from time to time; of several processes one runs it. The application does not wait for
 * them to start: with many users they take minutes.
 */
@Injectable()
export class SweepService implements OnApplicationBootstrap {
  private readonly logger = new Logger(SweepService.name);
  private readonly stopping = new AbortController();
  private readonly running = new Set<Promise<void>>();

  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    @Inject(SWEEPS) private readonly sweeps: readonly Sweep[],
    private readonly turns: SweepRepository,
    private readonly scheduler: SchedulerRegistry,
  ) {}

  onApplicationBootstrap(): void {
    const wanted = this.sweeps.filter(({ name }) => this.options.sweepIntervalsMs[name] > 0);
    for (const sweep of wanted) {
      const intervalMs = this.options.sweepIntervalsMs[sweep.name];
      const timer = setInterval(() => this.track(this.runIfDue(sweep, intervalMs * EARLY_SHARE)), intervalMs);
      this.scheduler.addInterval(`fitbit-sweep-${sweep.name}`, timer);
    }
    this.track(this.runAllIfDue(wanted));
  }

  /** Begins nothing more in this process; returns when what has begun has ended. Whoever sweeps next finds the rest. */
  async finish(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.running);
  }

  /** Runs sweeps now, whoever ran them last; all of them unless named. Returns how much there was to do. */
  async sweep(...names: readonly SweepName[]): Promise<number> {
    let found = 0;
    for (const sweep of this.sweeps) {
      if (names.length === 0 || names.includes(sweep.name)) found += await this.runSweep(sweep);
    }
    return found;
  }

  private track(work: Promise<void>): void {
    this.running.add(work);
    void work.finally(() => this.running.delete(work));
  }

  private async runAllIfDue(sweeps: readonly Sweep[]): Promise<void> {
    for (const sweep of sweeps) await this.runIfDue(sweep, AT_START_MS);
  }

  /** Never throws: a worker starts also when Redis or Postgres is away, and works as soon as they are back. */
  private async runIfDue(sweep: Sweep, pauseMs: number): Promise<void> {
    if (this.stopping.signal.aborted) return;
    try {
      if (await this.turns.claim(sweep.name, pauseMs)) await this.runSweep(sweep);
    } catch (error) {
      if (this.stopping.signal.aborted) return; // it took too long, and its database is closed
      this.logger.error(`The sweep of ${sweep.name} broke off: ${(error as Error).message}`, (error as Error).stack);
    }
  }

  private async runSweep(sweep: Sweep): Promise<number> {
    const found = await sweep.repair(this.stopping.signal);
    if (found > 0) this.logger.log(`The sweep of ${sweep.name} found ${found} things to do.`);
    return found;
  }
}
