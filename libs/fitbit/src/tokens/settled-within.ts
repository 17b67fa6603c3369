import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Returns `true` when all work has ended, well or not, and `false` after `limitMs`. With `ref: false` the wait by itself does
 * not keep the process alive.
 */
export async function settledWithin(
  limitMs: number,
  work: readonly Promise<unknown>[],
  { ref = true } = {},
): Promise<boolean> {
  const done = new AbortController();
  const late = sleep(limitMs, false, { signal: done.signal, ref }).catch(() => true);
  const inTime = await Promise.race([Promise.allSettled(work).then(() => true), late]);
  done.abort();
  return inTime;
}
