import { Inject, Injectable } from '@nestjs/common';
import { type DataSource, In } from 'typeorm';
import type { Connection } from '../model/connection';
import type { UpstreamName } from '../model/upstream-name';
import { FITBIT_DATA_SOURCE } from '../options/tokens';
import { UserFitbit } from './entities/user-fitbit.entity';
import { connectionsWhere } from './lock-order';

/** Which checks are due. */
export interface DueChecks {
  readonly upstream: UpstreamName | null;
  /** A connection that was checked later than this is not due. */
  readonly notSince: Date;
}

/** Two conditions, because one with OR reads and sorts every due row before it returns the first. */
const DUE = `state = 'active' AND upstream = $1 AND subscriptions_checked_at`;
const NEVER_CHECKED = `SELECT id FROM fitbit_connection WHERE ${DUE} IS NULL`;
const OVERDUE = `SELECT id FROM fitbit_connection WHERE ${DUE} <= $2 ORDER BY subscriptions_checked_at`;

/** When the subscriptions of each active connection were last compared with the wanted ones. */
@Injectable()
export class SubscriptionCheckRepository {
  constructor(@Inject(FITBIT_DATA_SOURCE) private readonly dataSource: DataSource) {}

  private get rows() {
    return this.dataSource.getRepository(UserFitbit);
  }

  /** Makes connections due that were checked after `latest`, as only a clock that was wrong can have written. */
  async setBackFuture(upstream: UpstreamName, latest: Date): Promise<void> {
    const future = connectionsWhere("upstream = :upstream AND state = 'active' AND subscriptions_checked_at > :latest");
    const update = this.rows.createQueryBuilder().update().set({ subscriptionsCheckedAt: null });
    await update.where(future, { upstream, latest }).execute();
  }

  /** `true` when a check of at least one active connection is due. */
  async isAnyDue({ upstream, notSince }: DueChecks): Promise<boolean> {
    const sql = `(${NEVER_CHECKED} LIMIT 1) UNION ALL (${OVERDUE} LIMIT 1)`;
    return (await this.dataSource.query<unknown[]>(sql, [upstream, notSince])).length > 0;
  }

  /**
   * Returns due connections, the longest unchecked first, and marks them as checked at `now` in the same statement. Rows
   * that another process is claiming are skipped, so no connection is claimed twice.
   */
  async claim({ upstream, notSince }: DueChecks, now: Date, limit: number): Promise<Connection[]> {
    const [claimed] = await this.dataSource.query<[{ id: string }[], number]>(
      `WITH never AS (${NEVER_CHECKED} LIMIT $4 FOR UPDATE SKIP LOCKED),
         overdue AS (${OVERDUE} LIMIT $4 FOR UPDATE SKIP LOCKED)
       UPDATE fitbit_connection SET subscriptions_checked_at = $3 WHERE id IN (
         SELECT id FROM never UNION ALL SELECT id FROM overdue LIMIT $4
       ) RETURNING id`,
      [upstream, notSince, now, limit],
    );
    return claimed.length === 0 ? [] : this.rows.findBy({ id: In(claimed.map(({ id }) => id)) });
  }

  /** Which of these accounts have a connection, in any state. */
  async findConnectedAccounts(upstreamUserIds: readonly string[]): Promise<ReadonlySet<string>> {
    const where = { upstreamUserId: In([...upstreamUserIds]) };
    const found = await this.rows.find({ select: { upstreamUserId: true }, where });
    return new Set(found.map(({ upstreamUserId }) => upstreamUserId));
  }

  /** Marks the active connections of these accounts as checked. */
  async markChecked(upstreamUserIds: readonly string[], now: Date): Promise<void> {
    const update = this.rows.createQueryBuilder().update().set({ subscriptionsCheckedAt: now });
    await update
      .where(connectionsWhere("upstream_user_id = ANY(:upstreamUserIds) AND state = 'active'"), { upstreamUserIds })
      .execute();
  }

  /**
   * Makes the check of every connection of an upstream due. Announcements may be missing, so opening their final days
   * becomes due, too, as if that had last been done at `due` or earlier.
   */
  async makeAllDue(upstream: UpstreamName, due: Date): Promise<void> {
    // An earlier time stays: days must be opened from then on, also for a user who returns months later.
    const reopenedAt = () => 'least(coalesce(reopened_at, connected_at), :due)';
    const update = this.rows.createQueryBuilder().update().set({ subscriptionsCheckedAt: null, reopenedAt });
    await update.where(connectionsWhere('upstream = :upstream'), { upstream, due }).execute();
  }

  /** Sets the last check of a claimed connection that could not be checked, so that it is due again earlier. */
  async backdate(connectionId: string, checkedAt: Date): Promise<void> {
    await this.rows.update({ id: connectionId }, { subscriptionsCheckedAt: checkedAt });
  }
}
