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

/** Runs every sweep at start and from time to time; of several processes one runs it. */
@Injectable()
export class SweepService implements OnApplicationBootstrap {
  private readonly logger = new Logger(SweepService.name);

  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    @Inject(SWEEPS) private readonly sweeps: readonly Sweep[],
    private readonly turns: SweepRepository,
    private readonly scheduler: SchedulerRegistry,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const wanted = this.sweeps.filter(({ name }) => this.options.sweepIntervalsMs[name] > 0);
    for (const sweep of wanted) {
      const intervalMs = this.options.sweepIntervalsMs[sweep.name];
      const timer = setInterval(() => void this.take(sweep, intervalMs * EARLY_SHARE), intervalMs);
      this.scheduler.addInterval(`fitbit-sweep-${sweep.name}`, timer);
    }
    for (const sweep of wanted) await this.take(sweep, AT_START_MS);
  }

  /** Runs sweeps now, whoever ran them last; all of them unless named. Returns how much there was to do. */
  async sweep(...names: readonly SweepName[]): Promise<number> {
    let found = 0;
    for (const sweep of this.sweeps) {
      if (names.length === 0 || names.includes(sweep.name)) found += await this.run(sweep);
    }
    return found;
  }

  /** Never throws: a worker starts also when Redis or Postgres is away, and works as soon as they are back. */
  private async take(sweep: Sweep, pauseMs: number): Promise<void> {
    try {
      if (await this.turns.claim(sweep.name, pauseMs)) await this.run(sweep);
    } catch (error) {
      this.logger.error(`The sweep of ${sweep.name} broke off: ${(error as Error).message}`, (error as Error).stack);
    }
  }

  private async run(sweep: Sweep): Promise<number> {
    const found = await sweep.run();
    if (found > 0) this.logger.log(`The sweep of ${sweep.name} found ${found} things to do.`);
    return found;
  }
}
