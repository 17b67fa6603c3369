import { Injectable } from '@nestjs/common';
import type { Connection } from '../model/connection';
import type { ResourceName } from '../model/resource';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { LedgerRepository } from '../storage/ledger.repository';
import { FitbitUpstream } from '../upstream/fitbit-upstream';
import { HistoricalQueue } from './historical.queue';
import { historyRange, planHoles } from './planner';

/** Plans what is missing of a user's history and queues it. */
@Injectable()
export class HistoryService {
  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly upstream: FitbitUpstream,
    private readonly ledger: LedgerRepository,
    private readonly queue: HistoricalQueue,
  ) {}

  /** The selected resources that the upstream has and the user granted. */
  readable({ scopes }: Pick<Connection, 'scopes'>): ResourceName[] {
    return this.options.resources.filter((name) => this.upstream.availability(name, scopes) === 'available');
  }

  /**
   * Queues one job per planned request (S8 to S10): the i-th is delayed by `firstDelayMs + i × betweenDelay`.
   * Returns how many there are. A fetch that is queued already stays as it is.
   */
  async fillHoles(connection: Connection, firstDelayMs: number): Promise<number> {
    const resources = this.readable(connection);
    await this.ledger.open(connection.id, resources);
    const range = historyRange(connection, this.options.clock.now());
    const planned = planHoles(this.upstream, resources, range, await this.ledger.read(connection.id));
    await this.queue.add(
      planned.map((request, index) => ({
        fetch: { ...request, connectionId: connection.id, grantEpoch: connection.grantEpoch },
        delayMs: firstDelayMs + index * this.options.betweenDelayMs,
      })),
    );
    return planned.length;
  }
}
