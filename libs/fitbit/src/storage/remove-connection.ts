import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { PendingRevocation } from '../model/pending-revocation';
import { FitbitPendingRevocation } from './entities/fitbit-pending-revocation.entity';
import { UserFitbit } from './entities/user-fitbit.entity';

/**
 * Removes the user's connection and keeps its sealed grant as a pending revocation. Its row is locked `FOR UPDATE` first:
 * an answer that is being stored is waited for, a later one finds no connection. `inspect` runs under that lock, while
 * the connection's rows in other tables are still there; they go with it.
 *
 * @returns `undefined` when the user has no connection.
 */
export async function removeConnection<T>(
  manager: EntityManager,
  userId: string,
  now: Date,
  inspect: (connectionId: string) => Promise<T>,
): Promise<{ revocation: PendingRevocation; found: T } | undefined> {
  const row = await manager.findOne(UserFitbit, { where: { userId }, lock: { mode: 'pessimistic_write' } });
  if (!row) return undefined;
  const found = await inspect(row.id);
  const revocation = await giveUpGrant(manager, row, now);
  await manager.delete(UserFitbit, { id: row.id });
  return { revocation, found };
}

/** Keeps the sealed grant of a connection, whose row is locked, as a pending revocation. */
export async function giveUpGrant(manager: EntityManager, row: UserFitbit, now: Date): Promise<PendingRevocation> {
  const { id: connectionId, userId, upstream, upstreamUserId, sealedTokens, version } = row;
  const revocation = {
    id: randomUUID(),
    connectionId,
    userId,
    upstream,
    upstreamUserId,
    sealedTokens,
    disconnectedAt: now,
  };
  await manager.insert(FitbitPendingRevocation, { ...revocation, version });
  return revocation;
}
