import { randomUUID } from 'node:crypto';
import type { NewGrant } from './internals';

/** A grant to store; its tokens are not sealed, because storage never looks inside. */
export function newGrant(given: Partial<NewGrant> & Pick<NewGrant, 'userId'>): NewGrant {
  return {
    upstream: 'google-health',
    account: { upstreamUserId: `health-${given.userId}`, legacyUserId: `LEGACY${given.userId}` },
    profile: { timeZone: 'Europe/Warsaw', memberSince: '2026-01-01', details: {} },
    scopes: ['activity'],
    tokenExpiresAt: new Date('2026-11-22T13:00:00Z'),
    connectedAt: new Date('2026-11-22T12:00:00Z'),
    seal: () => `sealed-${randomUUID()}`,
    ...given,
  };
}
