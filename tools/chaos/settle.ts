import { setTimeout as sleep } from 'node:timers/promises';
import { inParallel } from '../support/in-parallel';
import type { ChaosRun } from './chaos-run';

const POLL_MS = 500;
const PARALLEL = 8;

/** Waits until every change is stored and nothing is under way. @returns what is unsettled when the time is up */
export async function settle(run: ChaosRun, limitMs: number): Promise<string[]> {
  const end = performance.now() + limitMs;
  for (;;) {
    const unsettled = await findUnsettled(run);
    if (unsettled.length === 0 || performance.now() > end) return unsettled;
    await sleep(POLL_MS);
  }
}

/** The cheapest check comes first; the others follow only when it finds nothing. */
async function findUnsettled({ options, users, sandbox, stored, progress }: ChaosRun): Promise<string[]> {
  const away = users.filter(({ isConnected }) => !isConnected);
  if (away.length > 0) return away.map(({ personId }) => `${personId} is not connected and subscribed yet`);
  const undelivered = await sandbox.undelivered(options.upstream);
  if (undelivered > 0) return [`${undelivered} bodies of notifications are not delivered`];
  const pending = Object.entries(await stored.pending()).filter(([, count]) => count > 0);
  if (pending.length > 0) return pending.map(([what, count]) => `${what}: ${count}`);
  const gaps = await inParallel(users, PARALLEL, ({ userId }) => progress.gapsOf(userId));
  return gaps.filter((gap) => gap !== undefined);
}
