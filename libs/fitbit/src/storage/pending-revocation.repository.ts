import { Inject, Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { Connection } from '../model/connection';
import type { PendingRevocation } from '../model/pending-revocation';
import { FITBIT_DATA_SOURCE } from '../options/tokens';
import { durableTransaction } from './durable-transaction';
import { FitbitPendingRevocation } from './entities/fitbit-pending-revocation.entity';
import { UserFitbit } from './entities/user-fitbit.entity';
import { LONGEST_LEASE } from './longest-lease.sql';
import { removeConnection } from './remove-connection';
import { retryConflicts } from './retry-conflicts';

/** The rows that a lease is taken on: one, or all of an account. */
export type Leased = Pick<PendingRevocation, 'id'> | Pick<PendingRevocation, 'upstreamUserId'>;

/**
 * Whether a grant may be revoked now.
 *
 * - `revocable`: yes.
 * - `callback_running`: not yet. A callback of the user has a new grant that is not stored, and that would end too.
 * - `newer_grant`: never. A connection holds a newer grant of the account.
 * - `lost`: the lease has ended, or the row is gone.
 */
export type Revocability = 'revocable' | 'callback_running' | 'newer_grant' | 'lost';

export interface RevocationPage {
  /** @defaultValue 100 */
  readonly limit?: number;
  /** The last row of the previous page. */
  readonly after?: Pick<PendingRevocation, 'id' | 'disconnectedAt'> | undefined;
}

/**
 * Grants that were given up and must still be revoked upstream. One process at a time works on a row: it holds a lease
 * that expires by itself. Connecting an account again deletes its rows (see {@link ConnectionRepository.connect}).
 */
@Injectable()
export class PendingRevocationRepository {
  constructor(@Inject(FITBIT_DATA_SOURCE) private readonly dataSource: DataSource) {}

  private get rows() {
    return this.dataSource.getRepository(FitbitPendingRevocation);
  }

  /**
   * Removes the user's connection and keeps its sealed grant as a pending revocation, in one transaction whose commit is
   * on disk before this resolves. Waits for an answer that is being stored; later ones find no connection and store
   * nothing. Stored series stay.
   *
   * @returns `undefined` when the user has no connection.
   */
  createOnDisconnect(userId: string, now: Date): Promise<PendingRevocation | undefined> {
    return durableTransaction(this.dataSource, async (manager) => {
      const removed = await removeConnection(manager, userId, now, () => Promise.resolve());
      return removed?.revocation;
    });
  }

  /** Stores a grant that never became a connection. The commit is on disk before this resolves. */
  async create(revocation: PendingRevocation): Promise<void> {
    await durableTransaction(this.dataSource, (manager) => manager.insert(FitbitPendingRevocation, revocation));
  }

  /** Leases one row for `holdMs`. `undefined` when it is gone, or another holder has it. */
  async lease(id: string, holder: string, holdMs: number): Promise<PendingRevocation | undefined> {
    const isHeld = (await this.hold({ id }, holder, holdMs)) > 0;
    return isHeld ? ((await this.rows.findOneBy({ id })) ?? undefined) : undefined;
  }

  /**
   * Leases every row of an account for `holdMs`.
   *
   * @returns `false` when another holder has one of them; the others are leased all the same.
   */
  async leaseAllOfAccount(upstreamUserId: string, holder: string, holdMs: number): Promise<boolean> {
    const held = await this.hold({ upstreamUserId }, holder, holdMs);
    return held === (await this.rows.countBy({ upstreamUserId }));
  }

  /** Extends the leases that `holder` still has. */
  async renew(leased: Leased, holder: string, holdMs: number): Promise<void> {
    await this.extend(leased, 'held_by = :holder', { holder, holdMs });
  }

  /** Ends the leases of `holder` early. */
  async release(leased: Leased, holder: string): Promise<void> {
    await retryConflicts(() => this.rows.update({ ...leased, heldBy: holder }, { heldUntil: null, heldBy: null }));
  }

  /**
   * Whether `holder` may revoke the grant of a leased row. A callback that begins after this waits for the lease before
   * it stores its grant.
   */
  async revocability(id: string, holder: string): Promise<Revocability> {
    const [row] = await this.dataSource.query<{ newer: boolean; running: boolean }[]>(
      `SELECT EXISTS (SELECT FROM fitbit_connection c WHERE c.upstream_user_id = r.upstream_user_id) AS newer,
         EXISTS (SELECT FROM fitbit_authorization a WHERE a.user_id = r.user_id
           AND a.held_until BETWEEN now() AND now() + ${LONGEST_LEASE}) AS running
       FROM fitbit_pending_revocation r WHERE r.id = $1 AND r.held_by = $2 AND r.held_until > now()`,
      [id, holder],
    );
    if (!row) return 'lost';
    if (row.newer) return 'newer_grant';
    return row.running ? 'callback_running' : 'revocable';
  }

  /** `false` once the grant is revoked, dropped, or replaced by a new connection of the account. */
  exists(id: string): Promise<boolean> {
    return this.rows.existsBy({ id });
  }

  /** A page of all rows, the longest waiting first, after the last row of the previous page. */
  list({ limit = 100, after }: RevocationPage = {}): Promise<PendingRevocation[]> {
    const query = this.rows.createQueryBuilder('r').orderBy('r.disconnectedAt').addOrderBy('r.id').limit(limit);
    if (after) query.where('(r.disconnectedAt, r.id) > (:disconnectedAt, :id)', after);
    return query.getMany();
  }

  /** Stores the refreshed grant of a row. The commit is on disk before this resolves: the old tokens are spent. */
  async reseal(id: string, sealedTokens: string): Promise<void> {
    const refreshed = { sealedTokens, version: () => 'version + 1' };
    await durableTransaction(this.dataSource, (manager) => manager.update(FitbitPendingRevocation, { id }, refreshed));
  }

  /**
   * Stores the refreshed grant of a connection that was removed, or got another account, during the refresh. Only the row that holds
   * the tokens that were refreshed is written. The commit is on disk before this resolves.
   *
   * @returns `false` when there is no such row
   */
  async resealForConnection(
    { id: connectionId, upstreamUserId, version }: Pick<Connection, 'id' | 'upstreamUserId' | 'version'>,
    sealedTokens: string,
  ): Promise<boolean> {
    // Not by the sealed text: a key rotation replaces it, and the old tokens are spent.
    const refreshed = { sealedTokens, version: version + 1 };
    const { affected } = await durableTransaction(this.dataSource, (manager) =>
      manager.update(FitbitPendingRevocation, { connectionId, upstreamUserId, version }, refreshed),
    );
    return affected === 1;
  }

  /** `false` when the connection of a row was removed, `true` when it has another account now. */
  isConnected({ connectionId }: Pick<PendingRevocation, 'connectionId'>): Promise<boolean> {
    return this.dataSource.getRepository(UserFitbit).existsBy({ id: connectionId });
  }

  /** Removes a row whose grant is revoked or given up. */
  async delete(id: string): Promise<void> {
    await this.rows.delete({ id });
  }

  private hold(leased: Leased, holder: string, holdMs: number): Promise<number> {
    const isFree = `held_until IS NULL OR held_until < now() OR held_until > now() + ${LONGEST_LEASE}`;
    return this.extend(leased, `(${isFree} OR held_by = :holder)`, { holder, holdMs });
  }

  /** By the database's clock, which all processes share. Returns how many rows `holder` has now. */
  private async extend(leased: Leased, condition: string, parameters: { holder: string; holdMs: number }) {
    const update = this.rows
      .createQueryBuilder()
      .update()
      .set({ heldBy: parameters.holder, heldUntil: () => "now() + :holdMs * interval '1 millisecond'" })
      .where(leased)
      .andWhere(condition)
      .setParameters(parameters);
    const { affected } = await retryConflicts(() => update.execute());
    return affected ?? 0;
  }
}
