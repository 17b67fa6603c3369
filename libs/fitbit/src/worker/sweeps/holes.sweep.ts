import { Injectable } from '@nestjs/common';
import type { ResolvedFitbitOptions } from '../../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../../options/tokens';
import { HistoricalQueue } from '../../queue/historical.queue';
import { type DueConnection, DueRepository } from '../../storage/due.repository';
import { SweepRepository } from '../../storage/sweep.repository';
import { HistoryService } from '../../sync/history.service';
import { sumOverDue } from './due-connections';
import { Sweep } from './sweep';

/** The next look is when a day begins, so a later time is from a clock that is wrong. The longest days have 25 hours. */
const LATEST_LOOK_MS = 26 * 3_600_000;

/**
 * Queues the days that the ledger lacks: Redis may have lost jobs, a pause may be over, a new day may have begun. Looks at
 * the connections for which that is due, and so at each one once a day at least. After a change of the options that
 * decide which days are wanted, all are due.
 */
@Injectable()
export class HolesSweep extends Sweep {
  override readonly name = 'holes';

  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly due: DueRepository,
    private readonly history: HistoryService,
    private readonly queue: HistoricalQueue,
    private readonly turns: SweepRepository,
  ) {
    super();
  }

  override async repair(signal: AbortSignal): Promise<number> {
    const { wantedDigest } = this.history;
    if ((await this.turns.findSettings(this.name)) !== wantedDigest) {
      await this.due.makeAllHolesDue();
      await this.turns.rememberSettings(this.name, wantedDigest);
    }
    const by = this.options.clock.now();
    await this.due.setBackFuture(this.name, by, new Date(by.getTime() + LATEST_LOOK_MS));
    // A row that is due again now must not be found again by this sweep.
    const nextSweep = new Date(by.getTime() + 1);
    const lookAgain = (due: DueConnection, at: Date) => this.due.postponeHoles(due, at > nextSweep ? at : nextSweep);
    return sumOverDue(this.due, this.queue, 'holes', {
      by,
      signal,
      work: async (due) => {
        const { fetches, nextLookAt } = await this.history.lookForHoles(due.connection);
        await lookAgain(due, nextLookAt);
        return fetches;
      },
      onFailure: (due) => lookAgain(due, nextSweep),
    });
  }
}
