import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import type { ResolvedFitbitOptions } from '../../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../../options/tokens';
import { SweepRepository } from '../../storage/sweep.repository';
import type { Sweep } from './sweep';

export const SWEEPS = Symbol('SWEEPS');

/** Of processes that start within this time, one sweeps. */
const AT_START_MS = 5_000;
/** A sweep is due a little before its interval ends, because the clocks of the timer and the database may differ. */
const DUE_SHARE = 0.9;

/**
 * Runs every sweep at start and at its interval, in one of the processes. The application starts without waiting for the
 * sweeps, which take minutes with many users.
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
      const timer = setInterval(() => this.track(this.runIfDue(sweep, intervalMs * DUE_SHARE)), intervalMs);
      this.scheduler.addInterval(`fitbit-sweep-${sweep.name}`, timer);
    }
    this.track(this.runAllIfDue(wanted));
  }

  /** Starts no more sweeps in this process. Returns when the running one has ended; the next sweep finds the rest. */
  async finish(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.running);
  }

  private track(work: Promise<void>): void {
    this.running.add(work);
    void work.finally(() => this.running.delete(work));
  }

  private async runAllIfDue(sweeps: readonly Sweep[]): Promise<void> {
    for (const sweep of sweeps) await this.runIfDue(sweep, AT_START_MS);
  }

  /** Never throws: a worker must also start while Redis or Postgres is away, and work when they are back. */
  private async runIfDue(sweep: Sweep, pauseMs: number): Promise<void> {
    if (this.stopping.signal.aborted) return;
    try {
      if (await this.turns.claim(sweep.name, pauseMs)) await this.repair(sweep);
    } catch (error) {
      if (this.stopping.signal.aborted) return; // It took too long, and the host has closed its database.
      this.logger.error(
        `The sweep "${sweep.name}" failed and runs again at its next interval: ${(error as Error).message}`,
        (error as Error).stack,
      );
    }
  }

  private async repair(sweep: Sweep): Promise<void> {
    const found = await sweep.repair(this.stopping.signal);
    if (found > 0) this.logger.log(`The sweep "${sweep.name}" found and queued or repaired ${found} things.`);
  }
}
