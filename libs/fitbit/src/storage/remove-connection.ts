import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { PendingRevocation } from '../model/pending-revocation';
import { FitbitPendingRevocation } from './entities/fitbit-pending-revocation.entity';
import { UserFitbit } from './entities/user-fitbit.entity';

/**
 * Removes the user's row and keeps its sealed grant as a departure. `look` runs under the row's lock, before it goes:
 * an answer that is being stored is waited for, a later one finds no row.
 */
export async function removeConnection<T>(
  manager: EntityManager,
  userId: string,
  now: Date,
  look: (connectionId: string) => Promise<T>,
): Promise<{ revocation: PendingRevocation; found: T } | undefined> {
  const row = await manager.findOne(UserFitbit, { where: { userId }, lock: { mode: 'pessimistic_write' } });
  if (!row) return undefined;
  const { id: connectionId, upstream, upstreamUserId, sealedTokens } = row;
  const found = await look(connectionId);
  const revocation = { id: randomUUID(), connectionId, upstream, upstreamUserId, sealedTokens, disconnectedAt: now };
  await manager.insert(FitbitPendingRevocation, revocation);
  await manager.delete(UserFitbit, { id: connectionId });
  return { revocation, found };
}
