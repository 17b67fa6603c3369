import { setTimeout as sleep } from 'node:timers/promises';

/** About ten seconds in total, well within the lease of a refresh. */
const PAUSES_MS = [100, 300, 1_000, 3_000, 6_000];

/** Repeats `work` until it succeeds or the pauses are used up, then throws the last error. */
export async function retry<T>(work: () => Promise<T>, pausesMs: readonly number[] = PAUSES_MS): Promise<T> {
  for (const pauseMs of pausesMs) {
    try {
      return await work();
    } catch {
      await sleep(pauseMs);
    }
  }
  return work();
}
