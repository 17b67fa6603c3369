import { Injectable } from '@nestjs/common';
import { addDays } from '../model/civil-date';
import type { Connection } from '../model/connection';
import type { ResourceName } from '../model/resource';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { LedgerRepository } from '../storage/ledger.repository';
import { FitbitUpstream, type PlannedRequest } from '../upstream/fitbit-upstream';
import type { FetchJob } from './fetch.queue';
import { HistoricalQueue } from './historical.queue';
import { historyRange, planChanging, planHoles } from './planner';

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
    return this.enqueue(connection, planned, firstDelayMs);
  }

  /** Queues the days again whose answer may still change: of the last `days`, or all. Returns how many fetches. */
  async rereadChanging(connection: Connection, days = Infinity): Promise<number> {
    const { from, to } = historyRange(connection, this.options.clock.now());
    const recent = Number.isFinite(days) ? addDays(to, 1 - days) : from;
    const range = { from: recent > from ? recent : from, to };
    const ledger = await this.ledger.read(connection.id);
    const planned = planChanging(this.upstream, this.readable(connection), range, ledger);
    return this.enqueue(connection, planned, 0, { again: true });
  }

  private async enqueue(
    { id: connectionId, grantEpoch }: Connection,
    planned: readonly PlannedRequest[],
    firstDelayMs: number,
    kind: Pick<FetchJob, 'again'> = {},
  ): Promise<number> {
    await this.queue.add(
      planned.map((request, index) => ({
        fetch: { ...request, ...kind, connectionId, grantEpoch },
        delayMs: firstDelayMs + index * this.options.betweenDelayMs,
      })),
    );
    return planned.length;
  }
}
