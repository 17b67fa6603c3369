import { Inject, Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { DateRange } from '../../model/date-range';
import { REVOCATION, type UpstreamNotification } from '../../model/notification';
import type { FailedDays } from '../../model/progress';
import type { ResourceName } from '../../model/resource';
import type { ResolvedFitbitOptions } from '../../options/resolved-fitbit-options';
import { FITBIT_DATA_SOURCE, InjectFitbitOptions } from '../../options/tokens';
import {
  type Bell,
  type Delivery,
  InboxRepository,
  type PendingUpdate,
  type Receipt,
  type RungConnection,
  type WaitingPage,
  type WaitingSince,
} from '../inbox.repository';
import { connectionOf, type ConnectionRow } from './connection-row';
import { type CoverageRow, ledgerOf } from './coverage-row';
import { formatDateMultirange, parseDateMultirange } from './date-multirange';
import { FORGET_ANNOUNCED, RECEIVE_NOTIFICATIONS, TAKE_UPDATES, WAITING_CONNECTIONS } from './inbox.sql';

interface Received {
  readonly bells: readonly Bell[];
  readonly unknown: number;
}

interface FoundRow extends ConnectionRow {
  readonly pending: readonly { collection: string; dates: string; generation: string; seq: number }[];
  readonly ledger: readonly CoverageRow[];
  readonly failures: readonly (Omit<FailedDays, 'nextAttemptAt'> & { nextAttemptAt: string })[];
}

@Injectable()
export class TypeOrmInboxRepository extends InboxRepository {
  constructor(
    @Inject(FITBIT_DATA_SOURCE) private readonly dataSource: DataSource,
    @InjectFitbitOptions() private readonly options: Pick<ResolvedFitbitOptions, 'upstream'>,
  ) {
    super();
  }

  override async receive({ upstream, notifications, receivedAt }: Delivery): Promise<Receipt> {
    const [received] = await this.dataSource.query<Received[]>(RECEIVE_NOTIFICATIONS, [
      notifications.map(({ upstreamUserId }) => upstreamUserId),
      notifications.map(collectionOf),
      notifications.map((notification) => daysOf(notification)?.from),
      notifications.map((notification) => daysOf(notification)?.to),
      upstream,
      receivedAt,
    ]);
    return received ?? { bells: [], unknown: notifications.length };
  }

  override async find(connectionId: string): Promise<RungConnection | undefined> {
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
       FROM user_fitbit u WHERE u.id = $1 AND u.upstream = $2`,
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

  override async take(
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

  override async forget(connectionId: string, days: ReadonlyMap<ResourceName, readonly DateRange[]>): Promise<void> {
    const parameters = [connectionId, [...days.keys()], [...days.values()].map(formatDateMultirange)];
    await this.dataSource.query(FORGET_ANNOUNCED, parameters);
  }

  override waiting(since: WaitingSince, { afterConnectionId, limit }: WaitingPage): Promise<Bell[]> {
    const parameters = [since.pending, since.announced, afterConnectionId ?? null, limit, this.options.upstream];
    return this.dataSource.query<Bell[]>(WAITING_CONNECTIONS, parameters);
  }
}

function collectionOf(notification: UpstreamNotification): string {
  return notification.kind === 'change' ? notification.collection : REVOCATION;
}

function daysOf(notification: UpstreamNotification): DateRange | undefined {
  return notification.kind === 'change' ? notification.days : undefined;
}
