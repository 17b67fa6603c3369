import { Injectable } from '@nestjs/common';
import { addDays } from '../model/civil-date';
import type { Connection } from '../model/connection';
import { changing, holes, LATE_SYNC_DAYS, type Ledger } from '../model/coverage';
import type { DateRange } from '../model/date-range';
import type { ResourceName } from '../model/resource';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { LedgerRepository } from '../storage/ledger.repository';
import { FitbitUpstream, type PlannedRequest } from '../upstream/fitbit-upstream';
import type { FetchJob } from '../queue/fetch-job';
import { HistoricalQueue } from '../queue/historical.queue';
import { historyRange, isOver, pausedDays, type PausedDays, planDays, todayOf } from './planner';

/** How often final days are read again although nobody said that they changed. */
export const REOPEN_INTERVAL_MS = 7 * 24 * 3_600_000;

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

  /** Begins the import of a new grant. Returns the number of fetches. */
  begin(connection: Connection): Promise<number> {
    return this.fillHoles(connection, this.options.historicalInitDelayMs);
  }

  /**
   * Queues one job per planned request (S8 to S10): the i-th is delayed by `firstDelayMs + i × betweenDelay`.
   * Returns how many there are. A fetch that is queued already stays as it is, and one that failed pauses.
   */
  async fillHoles(connection: Connection, firstDelayMs: number): Promise<number> {
    const resources = this.readable(connection);
    await this.ledger.open(connection.id, resources);
    const { range, ledger, paused } = await this.look(connection);
    const planned = planDays(this.upstream, { resources, range, ledger, paused }, holes);
    return this.enqueue(connection, planned, firstDelayMs);
  }

  /** Queues the days again whose answer may still change: of the last `days`, or all. Returns how many fetches. */
  async rereadChanging(connection: Connection, days = Infinity): Promise<number> {
    const { range, ledger, paused } = await this.look(connection);
    const recent = Number.isFinite(days) ? addDays(range.to, 1 - days) : range.from;
    const wanted = { from: recent > range.from ? recent : range.from, to: range.to };
    const planned = planDays(
      this.upstream,
      { resources: this.readable(connection), range: wanted, ledger, paused },
      changing,
    );
    return this.enqueue(connection, planned, 0, { again: true });
  }

  /** Changes of these were not announced until now: the days on which they may have come are final no more. */
  async reopen(connection: Connection, resources: readonly ResourceName[]): Promise<void> {
    const since = addDays(todayOf(connection, this.options.clock.now()), -LATE_SYNC_DAYS);
    await this.ledger.reopen(connection.id, resources, since);
  }

  /** An announcement may have been lost, and nobody would know: once a week recent days are final no more. */
  async reopenDue({ id }: Connection): Promise<void> {
    const now = this.options.clock.now();
    await this.ledger.reopenDue(id, now, new Date(now.getTime() - REOPEN_INTERVAL_MS));
  }

  private async look(connection: Connection): Promise<{ range: DateRange; ledger: Ledger; paused: PausedDays }> {
    const now = this.options.clock.now();
    const range = historyRange(connection, now, this.options);
    const [ledger, failures] = await Promise.all([
      this.ledger.read(connection.id),
      this.ledger.failures(connection.id),
    ]);
    const over = failures.filter((failure) => isOver(failure, ledger, now));
    if (over.length > 0) await this.ledger.forgetFailures(connection.id, over);
    return { range, ledger, paused: pausedDays(failures, now) };
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
