import { Inject, Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { DateRange } from '../model/date-range';
import { REVOCATION, type UpstreamNotification } from '../model/notification';
import type { FailedDays } from '../model/progress';
import type { ResourceName } from '../model/resource';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { FITBIT_DATA_SOURCE, InjectFitbitOptions } from '../options/tokens';
import { connectionOf, type ConnectionRow } from './connection-row';
import { type CoverageRow, ledgerOf } from './coverage-row';
import { formatDateMultirange, parseDateMultirange } from './date-multirange';
import { FORGET_ANNOUNCED, RECEIVE_NOTIFICATIONS, TAKE_UPDATES, WAITING_CONNECTIONS } from './inbox.sql';
import type { Connection } from '../model/connection';
import type { Ledger } from '../model/coverage';
import type { UpstreamName } from '../model/upstream-name';

/** Says that a connection's inbox has something in it. */
export interface WakeUp {
  readonly connectionId: string;
  /** Of the newest row it rings for: what is put into an emptied inbox rings another bell. */
  readonly generation: string;
}

export interface Delivery {
  readonly upstream: UpstreamName;
  readonly notifications: readonly UpstreamNotification[];
  readonly receivedAt: Date;
}

export interface Receipt {
  /** One per connection. */
  readonly wakeUps: readonly WakeUp[];
  /** Notifications of accounts that nobody here has connected. */
  readonly unknown: number;
}

/** What was announced of one collection of one connection. */
export interface PendingUpdate {
  /** {@link REVOCATION}, or what the upstream calls it. */
  readonly collection: string;
  readonly days: readonly DateRange[];
  readonly generation: string;
  readonly seq: number;
}

/** A connection that has been rung for. */
export interface ConnectionInbox {
  readonly connection: Connection;
  readonly pending: readonly PendingUpdate[];
  readonly ledger: Ledger;
  readonly failures: readonly FailedDays[];
}

export interface WaitingSince {
  /** In the inbox since then or longer. */
  readonly pending: Date;
  /** Announced then or earlier, and nothing since. */
  readonly announced: Date;
}

export interface WaitingPage {
  /** The last id of the page before. */
  readonly afterConnectionId?: string | undefined;
  readonly limit: number;
}

interface Received {
  readonly wakeUps: readonly WakeUp[];
  readonly unknown: number;
}

interface FoundRow extends ConnectionRow {
  readonly pending: readonly { collection: string; dates: string; generation: string; seq: number }[];
  readonly ledger: readonly CoverageRow[];
  readonly failures: readonly (Omit<FailedDays, 'nextAttemptAt'> & { nextAttemptAt: string })[];
}

/** What upstreams announced, committed before it is acknowledged. */
@Injectable()
export class InboxRepository {
  constructor(
    @Inject(FITBIT_DATA_SOURCE) private readonly dataSource: DataSource,
    @InjectFitbitOptions() private readonly options: Pick<ResolvedFitbitOptions, 'upstream'>,
  ) {}

  /** Puts everything in, in one statement: the days join what already waits of the same collection. */
  async receive({ upstream, notifications, receivedAt }: Delivery): Promise<Receipt> {
    const [received] = await this.dataSource.query<Received[]>(RECEIVE_NOTIFICATIONS, [
      notifications.map(({ upstreamUserId }) => upstreamUserId),
      notifications.map(collectionOf),
      notifications.map((notification) => daysOf(notification)?.from),
      notifications.map((notification) => daysOf(notification)?.to),
      upstream,
      receivedAt,
    ]);
    return received ?? { wakeUps: [], unknown: notifications.length };
  }

  /** What another upstream than the configured one announced is not found: it waits. */
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
            'nextAttemptAt', f.next_attempt_at)), '[]')
          FROM fitbit_fetch_failure f WHERE f.connection_id = u.id) AS failures
       FROM fitbit_connection u WHERE u.id = $1 AND u.upstream = $2`,
      [connectionId, this.options.upstream],
    );
    if (!row) return undefined;
    return {
      connection: connectionOf(row),
      pending: row.pending.map(({ dates, ...pending }) => ({ ...pending, days: parseDateMultirange(dates) })),
      ledger: ledgerOf(row.ledger),
      failures: row.failures.map((failure) => ({ ...failure, nextAttemptAt: new Date(failure.nextAttemptAt) })),
    };
  }

  /**
   * Moves pending updates into the ledger, in one statement: the days count as announced and are final no more. Returns
   * `false` when something joined one of them since it was found; that one stays, to be found again.
   */
  async take(
    connectionId: string,
    pending: readonly PendingUpdate[],
    changed: ReadonlyMap<ResourceName, readonly DateRange[]>,
    takenAt: Date,
  ): Promise<boolean> {
    const [taken] = await this.dataSource.query<{ removed: number }[]>(TAKE_UPDATES, [
      connectionId,
      pending.map(({ collection }) => collection),
      pending.map(({ generation }) => generation),
      pending.map(({ seq }) => seq),
      [...changed.keys()],
      [...changed.values()].map(formatDateMultirange),
      takenAt,
    ]);
    return taken?.removed === pending.length;
  }

  /** Announced days that are not read any more are fetched no more: should they be wanted again, they are holes. */
  async forget(connectionId: string, days: ReadonlyMap<ResourceName, readonly DateRange[]>): Promise<void> {
    const parameters = [connectionId, [...days.keys()], [...days.values()].map(formatDateMultirange)];
    await this.dataSource.query(FORGET_ANNOUNCED, parameters);
  }

  /**
   * Connections of the configured upstream whose inbox has had something in it for too long, or that are active and whose
   * ledger has announced days that were not read for too long; ordered by their ids.
   */
  waiting(since: WaitingSince, { afterConnectionId, limit }: WaitingPage): Promise<WakeUp[]> {
    const parameters = [since.pending, since.announced, afterConnectionId ?? null, limit, this.options.upstream];
    return this.dataSource.query<WakeUp[]>(WAITING_CONNECTIONS, parameters);
  }
}

function collectionOf(notification: UpstreamNotification): string {
  return notification.kind === 'change' ? notification.collection : REVOCATION;
}

function daysOf(notification: UpstreamNotification): DateRange | undefined {
  return notification.kind === 'change' ? notification.days : undefined;
}
