import { setTimeout as sleep } from 'node:timers/promises';
import { inParallel } from '../support/in-parallel';
import type { ChaosRun } from './chaos-run';

const POLL_MS = 500;
const PARALLEL = 8;

const REPORTED_EVERY_MS = 60_000;

interface SettleLimits {
  /** How long to wait. */
  readonly limitMs: () => number;
}

/** Waits until every change is stored and nothing is under way. @returns what is unsettled when the time is up */
export async function settle(run: ChaosRun, { limitMs }: SettleLimits): Promise<string[]> {
  const startedAt = performance.now();
  let reportAtMs = REPORTED_EVERY_MS;
  for (;;) {
    const unsettled = await findUnsettled(run);
    const waitedMs = performance.now() - startedAt;
    if (unsettled.length === 0 || waitedMs > limitMs()) return unsettled;
    if (waitedMs > reportAtMs) {
      run.print(`not settled yet: ${unsettled.join('; ')}`);
      reportAtMs += REPORTED_EVERY_MS;
    }
    await sleep(POLL_MS);
  }
}

/** The cheapest check comes first; the others follow only when it finds nothing. */
async function findUnsettled({ options, users, sandbox, stored, host }: ChaosRun): Promise<string[]> {
  const away = users.filter(({ isConnected }) => !isConnected);
  if (away.length > 0) return away.map(({ personId }) => `${personId} is not connected and subscribed yet`);
  const undelivered = await sandbox.undelivered(options.upstream);
  if (undelivered > 0) return [`${undelivered} bodies of notifications are not delivered`];
  const pending = Object.entries(await stored.pending()).filter(([, count]) => count > 0);
  if (pending.length > 0) return pending.map(([what, count]) => `${what}: ${count}`);
  const gaps = await inParallel(users, PARALLEL, ({ userId }) => host.gapsOf(userId));
  return gaps.filter((gap) => gap !== undefined);
}
