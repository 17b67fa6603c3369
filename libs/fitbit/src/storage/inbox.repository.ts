import { Inject, Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { type Connection, type ReadFrom, usableUpstream } from '../model/connection';
import type { Ledger } from '../model/coverage';
import type { DateRange } from '../model/date-range';
import { REVOCATION, type UpstreamNotification } from '../model/notification';
import type { FailedDays } from '../model/progress';
import type { ResourceName } from '../model/resource';
import type { UpstreamName } from '../model/upstream-name';
import { FITBIT_DATA_SOURCE, InjectFitbitOptions } from '../options/tokens';
import { connectionOf, type ConnectionRow } from './connection-row';
import { type CoverageRow, ledgerOf } from './coverage-row';
import { NIL_UUID } from './nil-uuid';
import { formatDateMultirange, parseDateMultirange } from './date-multirange';
import { forgetAnnounced, listWaiting, receiveNotifications, takeUpdates, type WakeUp } from './inbox.sql';
import { retryConflicts } from './retry-conflicts';

export type { WakeUp };

/** Notifications of one request, verified and parsed. */
export interface Delivery {
  readonly upstream: UpstreamName;
  readonly notifications: readonly UpstreamNotification[];
  readonly receivedAt: Date;
}

/** What {@link InboxRepository.receive} did. */
export interface Receipt {
  /** One per connection that has notifications. */
  readonly wakeUps: readonly WakeUp[];
  /** The number of notifications of accounts that no user has connected. */
  readonly unknown: number;
}

/** The announced changes of one collection of one connection. */
export interface PendingUpdate {
  /** {@link REVOCATION}, or the upstream's name of the collection. */
  readonly collection: string;
  readonly days: readonly DateRange[];
  readonly generation: string;
  readonly seq: number;
}

/** A connection with all that a wake-up job needs to know of it. */
export interface ConnectionInbox {
  readonly connection: Connection;
  readonly pending: readonly PendingUpdate[];
  readonly ledger: Ledger;
  readonly failures: readonly FailedDays[];
}

/** How long a connection must have waited. */
export interface WaitingSince {
  /** In the inbox since then or longer. */
  readonly pending: Date;
  /** In the ledger as announced since then or longer; a later announcement starts the time again. */
  readonly announced: Date;
  /** What is from after this was stored under a clock that was wrong, and waits too. */
  readonly latest: Date;
}

export interface WaitingPage {
  /** The last id of the previous page. */
  readonly afterConnectionId?: string | undefined;
  /** Of the rows that are read of each kind, of which a connection can have several. */
  readonly limit: number;
}

interface FoundRow extends ConnectionRow {
  readonly pending: readonly { collection: string; dates: string; generation: string; seq: number }[];
  readonly ledger: readonly CoverageRow[];
  readonly failures: readonly (Omit<FailedDays, 'failedAt' | 'nextAttemptAt'> & {
    failedAt: string;
    nextAttemptAt: string;
  })[];
}

/**
 * The inbox: what upstreams announced, committed before it is acknowledged. A row is removed only with the `seq` that was
 * read, so a notification that joins it meanwhile is not lost.
 */
@Injectable()
export class InboxRepository {
  constructor(
    @Inject(FITBIT_DATA_SOURCE) private readonly dataSource: DataSource,
    @InjectFitbitOptions() private readonly options: ReadFrom,
  ) {}

  /**
   * Stores a delivery in one statement, without the notifications of users who are gone. Days join the pending update of
   * the same collection, if there is one. The commit is on disk before this resolves, so the delivery can be acknowledged.
   */
  async receive({ upstream, notifications, receivedAt }: Delivery): Promise<Receipt> {
    const parameters = {
      upstream,
      receivedAt,
      accounts: notifications.map(({ upstreamUserId }) => upstreamUserId),
      collections: notifications.map(collectionOf),
      firstDays: notifications.map((notification) => daysOf(notification)?.from),
      lastDays: notifications.map((notification) => daysOf(notification)?.to),
    };
    const [received] = await retryConflicts(() => receiveNotifications(this.dataSource, parameters));
    return received ?? { wakeUps: [], unknown: notifications.length };
  }

  /** One statement, without locks. `undefined` for a connection of another upstream: its notifications wait. */
  async find(connectionId: string): Promise<ConnectionInbox | undefined> {
    const [row] = await this.dataSource.query<FoundRow[]>(
      `SELECT u.*, u.member_since::text,
         (SELECT coalesce(json_agg(json_build_object('collection', p.collection, 'dates', p.dates::text,
            'generation', p.generation::text, 'seq', p.seq)), '[]')
          FROM fitbit_pending_update p WHERE p.connection_id = u.id) AS pending,
         (SELECT coalesce(json_agg(json_build_object('resource', c.resource, 'fetched', c.fetched::text,
            'final', c.final::text, 'changed', c.changed::text, 'updated_at', c.updated_at)), '[]')
          FROM fitbit_coverage c WHERE c.connection_id = u.id) AS ledger,
         (SELECT coalesce(json_agg(json_build_object('resources', f.resources, 'from', f.from_date, 'to', f.to_date,
            'failedAt', f.failed_at, 'nextAttemptAt', f.next_attempt_at)), '[]')
          FROM fitbit_fetch_failure f WHERE f.connection_id = u.id) AS failures
       FROM fitbit_connection u WHERE u.id = $1 AND u.upstream = $2`,
      [connectionId, usableUpstream(this.options)],
    );
    if (!row) return undefined;
    return {
      connection: connectionOf(row),
      pending: row.pending.map(({ dates, ...pending }) => ({ ...pending, days: parseDateMultirange(dates) })),
      ledger: ledgerOf(row.ledger),
      failures: row.failures.map((failure) => ({
        ...failure,
        failedAt: new Date(failure.failedAt),
        nextAttemptAt: new Date(failure.nextAttemptAt),
      })),
    };
  }

  /**
   * Moves pending updates into the ledger, in one statement: the days count as announced and are not final any more.
   *
   * @returns `false` when a notification joined one of them since it was read; that one stays in the inbox.
   */
  async take(
    connectionId: string,
    pending: readonly PendingUpdate[],
    changed: ReadonlyMap<ResourceName, readonly DateRange[]>,
    takenAt: Date,
  ): Promise<boolean> {
    const parameters = {
      connection: connectionId,
      collections: pending.map(({ collection }) => collection),
      generations: pending.map(({ generation }) => generation),
      seqs: pending.map(({ seq }) => seq),
      resources: [...changed.keys()],
      days: [...changed.values()].map(formatDateMultirange),
      takenAt,
    };
    const [taken] = await retryConflicts(() => takeUpdates(this.dataSource, parameters));
    return taken?.removed === pending.length;
  }

  /** Makes announced days that are not read any more count as not fetched. If they are wanted again, they are holes. */
  async forget(connectionId: string, days: ReadonlyMap<ResourceName, readonly DateRange[]>): Promise<void> {
    const parameters = {
      connection: connectionId,
      resources: [...days.keys()],
      days: [...days.values()].map(formatDateMultirange),
    };
    await retryConflicts(() => forgetAnnounced(this.dataSource, parameters));
  }

  /**
   * A page of the connections of the configured upstream that need a wake-up job, ordered by id: those whose inbox has not
   * been emptied for too long, and active ones whose announced days have not been read for too long.
   */
  listWaiting(since: WaitingSince, { afterConnectionId, limit }: WaitingPage): Promise<WakeUp[]> {
    return listWaiting(this.dataSource, {
      upstream: usableUpstream(this.options),
      pendingSince: since.pending,
      announcedSince: since.announced,
      latest: since.latest,
      after: afterConnectionId ?? NIL_UUID,
      limit,
    });
  }
}

function collectionOf(notification: UpstreamNotification): string {
  return notification.kind === 'change' ? notification.collection : REVOCATION;
}

function daysOf(notification: UpstreamNotification): DateRange | undefined {
  return notification.kind === 'change' ? notification.days : undefined;
}
