import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { addDays } from '../model/civil-date';
import type { Connection } from '../model/connection';
import { changing, holes, LATE_SYNC_DAYS, type Ledger } from '../model/coverage';
import type { DateRange } from '../model/date-range';
import type { ResourceName } from '../model/resource';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import type { FetchJob } from '../queue/fetch-job';
import { HistoricalQueue } from '../queue/historical.queue';
import { Budget } from '../quota/budget';
import { LedgerRepository } from '../storage/ledger.repository';
import { FitbitUpstream, type PlannedRequest } from '../upstream/fitbit-upstream';
import { historyRange, nextDayOf, todayOf } from './history-range';
import { isObsolete, isPaused, pausedDays, type PausedDays } from './paused-days';
import { planDays } from './plan-days';

/** How often final days are read again although no notification said that they changed. */
export const REOPEN_INTERVAL_MS = 7 * 24 * 3_600_000;

/** All that a plan for one connection needs to know. */
interface LedgerReading {
  readonly now: Date;
  readonly range: DateRange;
  readonly ledger: Ledger;
  readonly paused: PausedDays;
  /** When each pause ends. */
  readonly pauses: readonly Date[];
}

/** What a look at a connection's history found. */
export interface HistoryLook {
  /** The number of fetches that are queued now. */
  readonly fetches: number;
  /** When days may be missing again: at once while fetches are queued, because Redis can lose them. */
  readonly nextLookAt: Date;
}

/** Plans what is missing of a user's history and queues it. */
@Injectable()
export class HistoryService {
  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly upstream: FitbitUpstream,
    private readonly ledger: LedgerRepository,
    private readonly queue: HistoricalQueue,
    private readonly budget: Budget,
  ) {}

  /** The selected resources that the upstream has and the user granted. */
  readableResources({ scopes }: Pick<Connection, 'scopes'>): ResourceName[] {
    return this.options.resources.filter((name) => this.upstream.availability(name, scopes) === 'available');
  }

  /** Starts the import of a new grant. Returns the number of fetches. */
  async startImport(connection: Connection): Promise<number> {
    await this.budget.forgetTurns(connection.userId);
    return this.fillHoles(connection, { firstDelayMs: this.options.historicalInitDelayMs });
  }

  /**
   * Queues one job per planned request (S8 to S10); the i-th is delayed by `firstDelayMs + i × betweenDelay`. A fetch
   * that is queued already keeps its place, and days whose fetch failed are left out while they pause. Returns the
   * number of fetches.
   */
  async fillHoles(connection: Connection, { firstDelayMs = 0 } = {}): Promise<number> {
    return (await this.lookForHoles(connection, { firstDelayMs })).fetches;
  }

  /** Does the same, and says when to look again. */
  async lookForHoles(connection: Connection, { firstDelayMs = 0 } = {}): Promise<HistoryLook> {
    const resources = this.readableResources(connection);
    await this.ledger.open(connection.id, resources);
    const { now, range, ledger, paused, pauses } = await this.readLedger(connection);
    const planned = planDays(this.upstream, { resources, range, ledger, paused }, holes);
    const fetches = await this.enqueue(connection, planned, { firstDelayMs });
    const times = fetches > 0 ? [now] : [nextDayOf(connection, now), ...pauses];
    return { fetches, nextLookAt: new Date(Math.min(...times.map((time) => time.getTime()))) };
  }

  /** Changes whenever other options decide which days are wanted. */
  get wantedDigest(): string {
    const { upstream, resources, historyDays, historyStart } = this.options;
    const wanted = JSON.stringify([upstream, [...resources].sort(), historyDays ?? null, historyStart ?? null]);
    return createHash('sha256').update(wanted).digest('hex');
  }

  /** Queues the days again that have an answer which may still change: the last `days`, or all. Returns the number of fetches. */
  async rereadChanging(connection: Connection, days = Infinity): Promise<number> {
    const { range, ledger, paused } = await this.readLedger(connection);
    const recent = Number.isFinite(days) ? addDays(range.to, 1 - days) : range.from;
    const wanted = { from: recent > range.from ? recent : range.from, to: range.to };
    const resources = this.readableResources(connection);
    const planned = planDays(this.upstream, { resources, range: wanted, ledger, paused }, changing);
    return this.enqueue(connection, planned, { again: true });
  }

  /**
   * For resources that had no subscription until now: the days that may have changed without a notification are no
   * longer final.
   */
  async reopen(connection: Connection, resources: readonly ResourceName[]): Promise<void> {
    const since = addDays(todayOf(connection, this.options.clock.now()), -LATE_SYNC_DAYS);
    await this.ledger.reopen(connection.id, resources, since);
  }

  /** A notification can get lost without a trace, so recent days stop being final once a week. */
  async reopenDue({ id }: Connection): Promise<void> {
    const now = this.options.clock.now();
    await this.ledger.reopenDue(id, now, new Date(now.getTime() - REOPEN_INTERVAL_MS));
  }

  private async readLedger(connection: Connection): Promise<LedgerReading> {
    const now = this.options.clock.now();
    const range = historyRange(connection, now, this.options);
    const [ledger, failures] = await Promise.all([
      this.ledger.read(connection.id),
      this.ledger.listFailures(connection.id),
    ]);
    const obsolete = failures.filter((failure) => isObsolete(failure, ledger, now));
    if (obsolete.length > 0) await this.ledger.forgetFailures(connection.id, obsolete);
    const pauses = failures.filter((failure) => isPaused(failure, now)).map(({ nextAttemptAt }) => nextAttemptAt);
    return { now, range, ledger, paused: pausedDays(failures, now), pauses };
  }

  private async enqueue(
    { id: connectionId, grantEpoch }: Connection,
    planned: readonly PlannedRequest[],
    { firstDelayMs = 0, ...kind }: Pick<FetchJob, 'again'> & { readonly firstDelayMs?: number },
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
