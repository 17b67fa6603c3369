import { Injectable, Logger } from '@nestjs/common';
import { DataService } from './data/data.service';
import { resourceOf } from './model/catalogue';
import { type CivilDate, isCivilDate } from './model/civil-date';
import type { Connection } from './model/connection';
import type { DataPoint } from './model/data-point';
import { type DateRange, normalize, subtract } from './model/date-range';
import type { ImportProgress } from './model/progress';
import type { Resource, ResourceName } from './model/resource';
import type { FitbitUser } from './options/fitbit-module-options';
import type { ResolvedFitbitOptions } from './options/resolved-fitbit-options';
import { InjectFitbitOptions } from './options/tokens';
import { userIdOf } from './options/user-id';
import { type ConnectionPage, ConnectionRepository } from './storage/connection.repository';
import { LedgerRepository } from './storage/ledger.repository';
import { SeriesRepository, type StoredValue } from './storage/series.repository';
import { HistoryService } from './sync/history.service';
import { ProgressService } from './sync/progress.service';
import { RetryService } from './sync/retry.service';
import { availabilityFor } from './upstream/availability-for';
import { type Availability, FitbitUpstream } from './upstream/fitbit-upstream';
import { type NotificationCounts, WebhookService } from './webhook/webhook.service';
import { ConnectService } from './connection/connect.service';
import { RevocationService } from './connection/revocation.service';
import { type ErasureReceipt, ErasureService } from './connection/erasure.service';

/** A connection as the host may see it: no tokens. */
export type ConnectionSummary = Pick<
  Connection,
  | 'userId'
  | 'upstream'
  | 'upstreamUserId'
  | 'legacyUserId'
  | 'state'
  | 'timeZone'
  | 'memberSince'
  | 'scopes'
  | 'connectedAt'
> & {
  /**
   * When the grant ends by itself and the user has to connect again; `null` when it does not. Google gives seven days to
   * the users of a project whose consent screen is in testing.
   */
  readonly grantExpiresAt: Date | null;
};

/** One resource of one user. */
export interface Series {
  readonly resource: ResourceName;
  /** Why there may be nothing at all; `not_selected` when the option `subscriptions` leaves the resource out. */
  readonly availability: Availability | 'not_selected';
  /** Oldest first. A day that is neither here nor in `notFetched` has no data. */
  readonly points: readonly StoredValue[];
  /**
   * Days of the range for which no answer is stored. Among them are days that nobody will ask for: before the history
   * begins (`memberSince`, `historyDays`, `historyStart`), still to come, or all of them when the resource is not
   * `available`. Always empty with `subscribe: false`.
   */
  readonly notFetched: readonly DateRange[];
}

/** What the host's own code asks. Ids are the host's. */
@Injectable()
export class FitbitService {
  private readonly logger = new Logger(FitbitService.name);

  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly rows: ConnectionRepository,
    private readonly data: DataService,
    private readonly history: HistoryService,
    private readonly ledger: LedgerRepository,
    private readonly progress: ProgressService,
    private readonly retries: RetryService,
    private readonly series: SeriesRepository,
    private readonly upstream: FitbitUpstream,
    private readonly connecting: ConnectService,
    private readonly revocations: RevocationService,
    private readonly webhooks: WebhookService,
    private readonly erasures: ErasureService,
  ) {}

  /** `true` for an active, signed-in user whose connection is `active`. Asks no upstream. */
  async isIntegrated(user: FitbitUser | null | undefined): Promise<boolean> {
    const userId = userIdOf(user);
    return userId !== undefined && (await this.rows.findByUser(userId))?.state === 'active';
  }

  /** The user's connection, whatever its state; `undefined` when there is none. Asks no upstream. */
  async connection(userId: string): Promise<ConnectionSummary | undefined> {
    const connection = await this.rows.findByUser(userId);
    return connection && summaryOf(connection);
  }

  /** A page of all connections, ordered by user id, from the one after `afterUserId` on. @defaultValue `limit` 100 */
  async connections(page: Partial<ConnectionPage> = {}): Promise<ConnectionSummary[]> {
    return (await this.rows.page({ limit: 100, ...page })).map(summaryOf);
  }

  /**
   * A series between two civil dates, both included: stored when `subscribe` is on, otherwise live.
   *
   * @throws RangeError for a resource outside the catalogue, or for dates that are none.
   * @throws NotConnectedError, ScopeMissingError, ReauthorizationRequiredError, RateLimitedError, UpstreamGoneError,
   * UpstreamUnavailableError, UpstreamConfigurationError, RequestRefusedError, MalformedAnswerError and
   * SealedTokensError, all of them for live reads only.
   */
  async getSeries(userId: string, resource: ResourceName, range: { from: CivilDate; to: CivilDate }): Promise<Series> {
    if (!isCivilDate(range.from) || !isCivilDate(range.to) || range.from > range.to) {
      throw new RangeError('getSeries takes two civil dates, yyyy-MM-dd, the earlier one first.');
    }
    const { connection, points, notFetched } = await this.readSeries(userId, resourceOf(resource), range);
    const known = availabilityFor(this.upstream, resource, connection);
    const selected = this.options.resources.includes(resource);
    const availability = known === 'available' && !selected && this.options.subscribe ? 'not_selected' : known;
    return { resource, availability, points, notFetched };
  }

  private async readSeries(userId: string, resource: Resource, range: DateRange) {
    if (!this.options.subscribe) {
      const points = await this.data.read(userId, resource, range);
      return { connection: await this.rows.findByUser(userId), points, notFetched: [] };
    }
    const { connection, coverage, points } = await this.series.rangeWithCoverage(userId, resource.name, range);
    // The ledger went with the connection: only the stored days are known to have been fetched.
    const fetched = connection ? coverage.fetched : normalize(points.map(({ date }) => ({ from: date, to: date })));
    return { connection, points, notFetched: subtract([range], fetched) };
  }

  /**
   * For each imported resource a number that grows whenever stored values of it become others, in whichever process:
   * two equal answers, and there is nothing new to show. One small query by primary keys; nobody who is not connected has
   * any, and a new connection, or another account, begins anew.
   */
  revisions(userId: string): Promise<ReadonlyMap<ResourceName, number>> {
    return this.ledger.revisions(userId);
  }

  /** Everything stored of a user, by resource and date, connected or not. Memory stays bounded. */
  allPoints(userId: string): AsyncIterable<DataPoint> {
    return this.series.all(userId);
  }

  /** What came to the webhook routes of this process since it started. */
  notificationCounts(): NotificationCounts {
    return this.webhooks.counts;
  }

  /** How far the history has come; `undefined` for somebody who is not connected. */
  async importProgress(userId: string): Promise<ImportProgress | undefined> {
    const connection = await this.rows.findByUser(userId);
    return connection && this.progress.getProgress(connection);
  }

  /** Queues what is missing of the user's history now. Returns the number of fetches; `0` when nothing is missing. */
  async fillHoles(userId: string): Promise<number> {
    const connection = await this.rows.findByUser(userId);
    return connection?.state === 'active' ? this.history.fillHoles(connection, 0) : 0;
  }

  /** Queues the failed fetches of a user now, whatever their pause. Returns how many there are. */
  async retry(userId: string): Promise<number> {
    const connection = await this.rows.findByUser(userId);
    return connection?.state === 'active' ? this.retries.retry(connection) : 0;
  }

  /** Call it when the user signs in: the time zone may have changed. Never throws. */
  async refreshProfile(userId: string): Promise<void> {
    try {
      const connection = await this.rows.findByUser(userId);
      if (connection?.state === 'active') await this.connecting.refreshProfile(connection);
    } catch (error) {
      this.logger.warn(`The profile of a user who signed in stays as it was: ${(error as Error).message}`);
    }
  }

  /**
   * Removes the connection; its grant is revoked by a durable job. Stored series stay. `false` when there was none.
   */
  disconnect(userId: string): Promise<boolean> {
    return this.revocations.disconnect(userId);
  }

  /**
   * Deletes everything of a user: connection, stored series, ledger, failures, queued work. The grant is revoked by a
   * durable job, or dropped after 24 hours in vain; until then the sealed grant stays, with the upstream's id of the
   * user and without the host's, as does that of an earlier disconnect. Returns what was deleted; a second time there
   * is nothing left.
   */
  erase(userId: string): Promise<ErasureReceipt> {
    return this.erasures.erase(userId);
  }
}

function summaryOf(connection: Connection): ConnectionSummary {
  const { userId, upstream, upstreamUserId, legacyUserId, state, timeZone, memberSince, scopes, connectedAt } =
    connection;
  const grantExpiresAt = connection.refreshTokenExpiresAt;
  return {
    userId,
    upstream,
    upstreamUserId,
    legacyUserId,
    state,
    timeZone,
    memberSince,
    scopes,
    connectedAt,
    grantExpiresAt,
  };
}
