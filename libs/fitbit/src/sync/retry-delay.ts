const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 10 * 60_000;

/** After so many failed attempts a fetch waits for the next look at the ledger's holes. */
export const MOST_ATTEMPTS = 8;

/** Exponential with full jitter: many fetches that failed together do not come back together. */
export function retryDelayMs(failedAttempts: number, random = Math.random()): number {
  return Math.ceil(random * Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failedAttempts));
}
