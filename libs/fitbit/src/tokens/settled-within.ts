import { setTimeout as sleep } from 'node:timers/promises';

/** Returns `true` when all work has ended, well or not, and `false` after `limitMs`. */
export async function settledWithin(limitMs: number, work: readonly Promise<unknown>[]): Promise<boolean> {
  const done = new AbortController();
  const late = sleep(limitMs, false, { signal: done.signal }).catch(() => true);
  const inTime = await Promise.race([Promise.allSettled(work).then(() => true), late]);
  done.abort();
  return inTime;
}
