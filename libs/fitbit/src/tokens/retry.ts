import { setTimeout as sleep } from 'node:timers/promises';

/** Together about ten seconds, well within the lease of a refresh. */
const PAUSES_MS = [100, 300, 1_000, 3_000, 6_000];

/** Tries until it works or patience ends; throws the last error. `work` may run twice. */
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
