import { Inject, Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { Connection } from '../model/connection';
import type { PendingRevocation } from '../model/pending-revocation';
import { FITBIT_DATA_SOURCE } from '../options/tokens';
import { durableTransaction } from './durable-transaction';
import { FitbitPendingRevocation } from './entities/fitbit-pending-revocation.entity';
import { UserFitbit } from './entities/user-fitbit.entity';
import { removeConnection } from './remove-connection';

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

  /** Leases one row for `holdMs`. `undefined` when it is gone, or another caller holds it. */
  async lease(id: string, holdMs: number): Promise<PendingRevocation | undefined> {
    return (await this.hold({ id }, holdMs)) > 0 ? ((await this.rows.findOneBy({ id })) ?? undefined) : undefined;
  }

  /**
   * Leases every row of an account for `holdMs`.
   *
   * @returns `false` when another caller holds one of them; those that were free are leased all the same.
   */
  async leaseAllOfAccount(upstreamUserId: string, holdMs: number): Promise<boolean> {
    const held = await this.hold({ upstreamUserId }, holdMs);
    return held === (await this.rows.countBy({ upstreamUserId }));
  }

  /** Ends the lease on one row early. */
  async release(id: string): Promise<void> {
    await this.rows.update({ id }, { heldUntil: null });
  }

  /** Ends the leases on every row of an account early. */
  async releaseAllOfAccount(upstreamUserId: string): Promise<void> {
    await this.rows.update({ upstreamUserId }, { heldUntil: null });
  }

  /** `false` once the grant is revoked, dropped, or replaced by a new connection of the account. */
  exists(id: string): Promise<boolean> {
    return this.rows.existsBy({ id });
  }

  /** Every row, the longest waiting first. */
  list(): Promise<PendingRevocation[]> {
    return this.rows.find({ order: { disconnectedAt: 'ASC' } });
  }

  /** `true` when a connection holds a newer grant of this account, which revoking the old grant would end. */
  hasNewerGrant({ upstreamUserId }: PendingRevocation): Promise<boolean> {
    return this.dataSource.getRepository(UserFitbit).existsBy({ upstreamUserId });
  }

  /** Stores the refreshed grant of a row. */
  async reseal(id: string, sealedTokens: string): Promise<void> {
    await this.rows.update({ id }, { sealedTokens });
  }

  /**
   * Stores the refreshed grant of a connection that was removed while the refresh was under way. Only the row that holds
   * the tokens that were refreshed is written.
   */
  async resealForConnection(
    { id: connectionId, sealedTokens: before }: Pick<Connection, 'id' | 'sealedTokens'>,
    sealedTokens: string,
  ): Promise<void> {
    await this.rows.update({ connectionId, sealedTokens: before }, { sealedTokens });
  }

  /** Removes a row whose grant is revoked or given up. */
  async delete(id: string): Promise<void> {
    await this.rows.delete({ id });
  }

  /** By the database's clock, which all processes share. Returns how many rows were free. */
  private async hold(which: Pick<PendingRevocation, 'id'> | Pick<PendingRevocation, 'upstreamUserId'>, holdMs: number) {
    const { affected } = await this.rows
      .createQueryBuilder()
      .update()
      .set({ heldUntil: () => "now() + :holdMs * interval '1 millisecond'" })
      .where(which)
      .andWhere('(held_until IS NULL OR held_until < now())')
      .setParameters({ holdMs })
      .execute();
    return affected ?? 0;
  }
}
