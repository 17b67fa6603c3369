import { Injectable } from '@nestjs/common';
import { type ConnectionSummary, ConnectionsService } from './connection/connections.service';
import { type ErasureReceipt, ErasureService } from './connection/erasure.service';
import { RevocationService } from './connection/revocation.service';
import { DataService } from './data/data.service';
import type { Series } from './data/series';
import type { ConnectionState } from './model/connection';
import type { DataPoint } from './model/data-point';
import type { DateRange } from './model/date-range';
import type { ImportProgress } from './model/progress';
import type { ResourceName } from './model/resource';
import type { FitbitUser } from './options/fitbit-module-options';
import { userIdOf } from './options/user-id';
import type { ConnectionPage } from './storage/connection.repository';
import { ProgressService } from './sync/progress.service';
import { RetryService } from './sync/retry.service';
import { type NotificationCounts, WebhookService } from './webhook/webhook.service';

/** The API for the host's own code. User ids are the host's. */
@Injectable()
export class FitbitService {
  constructor(
    private readonly directory: ConnectionsService,
    private readonly data: DataService,
    private readonly erasures: ErasureService,
    private readonly progress: ProgressService,
    private readonly retries: RetryService,
    private readonly revocations: RevocationService,
    private readonly webhooks: WebhookService,
  ) {}

  /** `true` for an active, signed-in user whose connection is `active`. Sends no request to the upstream. */
  async isIntegrated(user: FitbitUser | null | undefined): Promise<boolean> {
    return this.directory.isActive(userIdOf(user));
  }

  /** The user's connection in any state; `undefined` when there is none. Sends no request to the upstream. */
  connection(userId: string): Promise<ConnectionSummary | undefined> {
    return this.directory.find(userId);
  }

  /** A page of all connections, ordered by user id, starting after `afterUserId`. @defaultValue `limit` 100 */
  connections(page: Partial<ConnectionPage> = {}): Promise<ConnectionSummary[]> {
    return this.directory.list(page);
  }

  /** The number of connections in each state; states without connections are left out. Reads no connection. */
  countConnections(): Promise<Partial<Record<ConnectionState, number>>> {
    return this.directory.count();
  }

  /**
   * A series between two civil dates, both included: the stored one with `subscribe: true`, otherwise read live.
   *
   * @throws RangeError for a resource outside the catalogue, for text that is not a civil date, and for a range whose
   * end is before its start.
   * @throws NotConnectedError, ScopeMissingError, ReauthorizationRequiredError, RateLimitedError, UpstreamGoneError,
   * UpstreamUnavailableError, UpstreamConfigurationError, RequestRefusedError, MalformedAnswerError and
   * SealedTokensError, all of them for live reads only.
   */
  getSeries(userId: string, resource: ResourceName, range: DateRange): Promise<Series> {
    return this.data.readSeries(userId, resource, range);
  }

  /**
   * A number for each imported resource that grows whenever its stored values change, in any process. Two equal answers
   * mean that there is nothing new to show. One small query by primary key. A user who is not connected has no numbers;
   * a new connection or another account starts over.
   */
  revisions(userId: string): Promise<ReadonlyMap<ResourceName, number>> {
    return this.data.revisions(userId);
  }

  /** All stored values of a user, by resource and date, whether connected or not. Memory use is bounded. */
  allPoints(userId: string): AsyncIterable<DataPoint> {
    return this.data.allPoints(userId);
  }

  /** What the webhook routes of this process have received since it started. */
  notificationCounts(): NotificationCounts {
    return this.webhooks.counts;
  }

  /** How far the import of the history has come; `undefined` for a user who is not connected. */
  importProgress(userId: string): Promise<ImportProgress | undefined> {
    return this.progress.findProgress(userId);
  }

  /** Queues the failed fetches of a user now, paused or not. Returns their number. */
  retry(userId: string): Promise<number> {
    return this.retries.retryFailedFetches(userId);
  }

  /** Reads the user's profile again. Call it when the user signs in: the time zone may have changed. Never throws. */
  refreshProfile(userId: string): Promise<void> {
    return this.directory.refreshProfile(userId);
  }

  /**
   * Removes the connection; a durable job revokes its grant. Stored series stay. Returns `false` when there was no
   * connection.
   */
  disconnect(userId: string): Promise<boolean> {
    return this.revocations.disconnect(userId);
  }

  /**
   * Deletes everything of a user: connection, stored series, ledger, failures and queued jobs.
   *
   * A durable job revokes the grant, or drops it when that fails for 24 hours. Until then the sealed grant stays, with
   * the upstream's id of the user and without the host's. The same holds for the grant of an earlier disconnect.
   *
   * @returns what was deleted. A second call finds nothing.
   */
  erase(userId: string): Promise<ErasureReceipt> {
    return this.erasures.erase(userId);
  }
}
