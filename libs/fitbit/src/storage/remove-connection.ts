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
  const { id: connectionId, upstream, upstreamUserId, sealedTokens, version } = row;
  const found = await inspect(connectionId);
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
  await manager.delete(UserFitbit, { id: connectionId });
  return { revocation, found };
}
