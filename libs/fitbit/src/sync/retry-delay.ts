const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 10 * 60_000;
const LONGEST_PAUSE_MS = 7 * 24 * 60 * 60_000;

/** After this many failed attempts, a fetch leaves the queue and pauses. */
export const MOST_ATTEMPTS = 8;

/** Exponential with full jitter, so that fetches which failed together do not run again together. */
export function retryDelayMs(failedAttempts: number, random = Math.random()): number {
  return Math.ceil(random * Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failedAttempts));
}

/**
 * How long a fetch pauses that was given up `timesGivenUp` times: ten minutes, then twice as long each time, up to a
 * week. Up to a quarter is added at random, so that fetches are not all tried again at once.
 */
export function pauseMs(timesGivenUp: number, random = Math.random()): number {
  const pause = Math.min(LONGEST_PAUSE_MS, LONGEST_RETRY_MS * 2 ** (timesGivenUp - 1));
  return Math.ceil(pause * (1 + random / 4));
}
