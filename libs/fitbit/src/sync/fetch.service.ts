import { Injectable, Logger } from '@nestjs/common';
import { FitbitError, MalformedAnswerError } from '../errors/fitbit.errors';
import type { CivilDate } from '../model/civil-date';
import type { Connection } from '../model/connection';
import { contains, daysIn } from '../model/date-range';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { ConnectionRepository } from '../storage/connection.repository';
import { LedgerRepository } from '../storage/ledger.repository';
import { SeriesRepository } from '../storage/series.repository';
import type { StoreOutcome, WindowAnswer } from '../storage/window-answer';
import { FitbitUpstream } from '../upstream/fitbit-upstream';
import type { BudgetShare } from '../quota/budget';
import type { FetchJob } from '../queue/fetch-job';
import { finalDay } from './planner';
import { UpstreamSessions } from './upstream-sessions';

/**
 * `covered`: nothing was left to fetch. `stale`: the grant that wanted it is gone or not active. The others are the
 * outcomes of storing.
 */
export type FetchOutcome = StoreOutcome | 'covered' | 'stale';

/** Carries out one planned request: asks, stores, moves the ledger. May run twice. */
@Injectable()
export class FetchService {
  private readonly logger = new Logger(FetchService.name);

  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly connections: ConnectionRepository,
    private readonly ledger: LedgerRepository,
    private readonly series: SeriesRepository,
    private readonly sessions: UpstreamSessions,
    private readonly upstream: FitbitUpstream,
  ) {}

  /**
   * Fetches what the ledger does not have of the job's window, or all of it again.
   *
   * @param progress - told between the pages of an answer: the part of the window's days that was read, in percent
   */
  async fetchAndStore(job: FetchJob, share: BudgetShare, progress?: (percent: number) => void): Promise<FetchOutcome> {
    const found = await this.connections.findForFetch(job.connectionId, job.resources, job.window);
    if (found?.connection.state !== 'active' || found.connection.grantEpoch !== job.grantEpoch) return 'stale';
    const { connection, covered, knownChanges } = found;
    const resources = job.again ? job.resources : job.resources.filter((name) => !covered.includes(name));
    if (resources.length === 0) return 'covered';
    const { endpoint, window } = job;
    const onReadSince = (from: CivilDate) =>
      progress?.(Math.floor((100 * daysIn({ ...window, from })) / daysIn(window)));
    const points = await this.sessions.withSession(connection, share, (session) =>
      this.upstream.fetch(session, { endpoint, window, resources }, onReadSince),
    );
    return this.store(connection, { endpoint, window, resources, points, knownChanges });
  }

  /** Puts a failed attempt where `status` and `importProgress` show it; returns how many there were. */
  async recordFailure(
    { connectionId, grantEpoch, endpoint, resources, window }: FetchJob,
    error: unknown,
  ): Promise<number> {
    const known = error instanceof FitbitError;
    const code = known ? error.code : 'FITBIT_INTERNAL';
    const message = known ? error.message : 'An unexpected error; see the log.';
    const text = `Fetch ${endpoint} ${window.from}..${window.to} of connection ${connectionId} failed: ${code}`;
    if (known) this.logger.warn(text);
    else this.logger.error(text, (error as Error).stack);
    return this.ledger.recordFailure(
      { connectionId, grantEpoch, endpoint, resources, window },
      { code, message, failedAt: this.options.clock.now() },
    );
  }

  private store(
    connection: Connection,
    answer: Pick<WindowAnswer, 'endpoint' | 'window' | 'resources' | 'points' | 'knownChanges'>,
  ): Promise<StoreOutcome> {
    const { resources, window, points } = answer;
    if (points.some(({ resource, date }) => !resources.includes(resource) || !contains(window, date))) {
      throw new MalformedAnswerError('a point outside the window that was asked for');
    }
    const now = this.options.clock.now();
    return this.series.storeWindow({
      connectionId: connection.id,
      userId: connection.userId,
      grantEpoch: connection.grantEpoch,
      ...answer,
      finalThrough: finalDay(connection, now),
      answeredAt: now,
    });
  }
}
