import type { UpstreamName } from 'nestjs-fitbit';
import type { DataSource } from 'typeorm';
import { ConnectionRepository } from '#nestjs-fitbit/storage/connection.repository';

const HOUR_MS = 3_600_000;

/** Connects users whose grant will not be used. @returns their account ids */
export async function connectUsers(dataSource: DataSource, upstream: UpstreamName, count: number): Promise<string[]> {
  const connections = new ConnectionRepository(dataSource, { upstream });
  const accounts = Array.from(
    { length: count },
    (_, index) => `B${upstream.slice(0, 1).toUpperCase()}${String(index).padStart(4, '0')}`,
  );
  for (const account of accounts) {
    await connections.connect({
      userId: account,
      upstream,
      account: { upstreamUserId: account, legacyUserId: undefined },
      profile: { timeZone: 'Europe/Warsaw', memberSince: '2026-01-01', details: {} },
      scopes: ['activity'],
      tokenExpiresAt: new Date(Date.now() + HOUR_MS),
      connectedAt: new Date(),
      seal: () => 'never opened',
    });
  }
  return accounts;
}
