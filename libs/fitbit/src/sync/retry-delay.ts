const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 10 * 60_000;
const LONGEST_PAUSE_MS = 7 * 24 * 60 * 60_000;

/** After so many failed attempts a fetch leaves the queue and pauses. */
export const MOST_ATTEMPTS = 8;

/** Exponential with full jitter: many fetches that failed together do not come back together. */
export function retryDelayMs(failedAttempts: number, random = Math.random()): number {
  return Math.ceil(random * Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failedAttempts));
}

/**
 * How long a fetch pauses that was given up `timesGivenUp` times: ten minutes, then twice as long each time, a week at
 * most; up to a quarter more, so that not everything is tried again at once.
 */
export function pauseMs(timesGivenUp: number, random = Math.random()): number {
  const pause = Math.min(LONGEST_PAUSE_MS, LONGEST_RETRY_MS * 2 ** (timesGivenUp - 1));
  return Math.ceil(pause * (1 + random / 4));
}
