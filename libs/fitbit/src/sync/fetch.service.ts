import { Injectable } from '@nestjs/common';
import { MalformedAnswerError } from '../errors/fitbit.errors';
import type { CivilDate } from '../model/civil-date';
import type { Connection } from '../model/connection';
import { contains, daysIn } from '../model/date-range';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import type { FetchJob } from '../queue/fetch-job';
import type { BudgetShare } from '../quota/budget';
import { ConnectionRepository } from '../storage/connection.repository';
import { SeriesRepository } from '../storage/series.repository';
import type { StoreOutcome, WindowAnswer } from '../storage/window-answer';
import { UpstreamSessions } from '../tokens/upstream-sessions';
import { FitbitUpstream } from '../upstream/fitbit-upstream';
import { lastFinalDay } from './history-range';

/**
 * `covered`: the ledger had all days already. `stale`: the grant that the fetch was planned for was replaced, removed or
 * is not active. The others are outcomes of storing.
 */
export type FetchOutcome = StoreOutcome | 'covered' | 'stale';

/** Carries out one planned request: asks the upstream, stores the answer, moves the ledger. Safe to run twice. */
@Injectable()
export class FetchService {
  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly connections: ConnectionRepository,
    private readonly series: SeriesRepository,
    private readonly sessions: UpstreamSessions,
    private readonly upstream: FitbitUpstream,
  ) {}

  /**
   * Fetches the resources of the job whose window the ledger does not cover, or all of them when the job says `again`.
   *
   * @param progress - called between the pages of an answer with the share of the window that was read, in percent
   */
  async fetchAndStore(job: FetchJob, share: BudgetShare, progress?: (percent: number) => void): Promise<FetchOutcome> {
    const found = await this.connections.findForFetch(job.connectionId, job.resources, job.window);
    if (found?.connection.state !== 'active' || found.connection.grantEpoch !== job.grantEpoch) return 'stale';
    const { connection, covered, requestNumber } = found;
    const resources = job.again ? job.resources : job.resources.filter((name) => !covered.includes(name));
    if (resources.length === 0) return 'covered';
    const { endpoint, window } = job;
    const onReadSince = (from: CivilDate) =>
      progress?.(Math.floor((100 * daysIn({ ...window, from })) / daysIn(window)));
    const points = await this.sessions.withSession(connection, share, (session) =>
      this.upstream.fetch(session, { endpoint, window, resources }, onReadSince),
    );
    return this.store(connection, { endpoint, window, resources, points, requestNumber });
  }

  private store(
    connection: Connection,
    answer: Pick<WindowAnswer, 'endpoint' | 'window' | 'resources' | 'points' | 'requestNumber'>,
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
      finalThrough: lastFinalDay(connection, now),
      answeredAt: now,
    });
  }
}
