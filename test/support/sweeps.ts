import type { INestApplication } from '@nestjs/common';
import type { SweepName } from 'nestjs-fitbit';
import { ConnectionRepository, DueRepository, HistoryService, type Sweep, SWEEPS } from './internals';

interface Host {
  readonly app: INestApplication;
}

/**
 * Runs sweeps of a host with workers now, regardless of their schedule; all of them unless named. The sweep of holes looks
 * at every connection, due or not. Returns what they found.
 */
export async function runSweeps({ app }: Host, ...names: readonly SweepName[]): Promise<number> {
  await app.get(DueRepository, { strict: false }).makeAllHolesDue();
  return runDueSweeps({ app }, ...names);
}

/** Does the same, but leaves to the sweep of holes which connections are due. */
export async function runDueSweeps({ app }: Host, ...names: readonly SweepName[]): Promise<number> {
  let found = 0;
  for (const sweep of app.get<Sweep[]>(SWEEPS, { strict: false })) {
    if (names.length === 0 || names.includes(sweep.name)) found += await sweep.repair(new AbortController().signal);
  }
  return found;
}

/** Does for one user what the sweep of holes does for all, also in a host without workers. Returns the number of fetches. */
export async function fillHoles({ app }: Host, userId: string): Promise<number> {
  const connection = await app.get(ConnectionRepository, { strict: false }).findByUser(userId);
  if (connection?.state !== 'active') return 0;
  return app.get(HistoryService, { strict: false }).fillHoles(connection);
}
