import type { PlannedRequest } from '../upstream/fitbit-upstream';
import type { NewJob } from './job-queue';

export const FETCH_JOB = 'fetch';

/** One planned request of one connection. Holds no token and no value. */
export interface FetchJob extends PlannedRequest {
  readonly connectionId: string;
  readonly grantEpoch: number;
  /** Set when the days have an answer already and are read again because it may have changed. */
  readonly again?: true;
}

/** A fetch and when it may run. */
export interface ScheduledFetch {
  readonly fetch: FetchJob;
  readonly delayMs: number;
}

/**
 * The job has no retry policy: postponing it is not limited, and an error ends it. `RetryService` counts failed attempts
 * in the failure list and decides which of the two happens.
 */
export function toFetchJob({ fetch, delayMs }: ScheduledFetch): NewJob<FetchJob> {
  return { name: FETCH_JOB, id: fetchJobId(fetch), data: fetch, delayMs };
}

function fetchJobId({ connectionId, grantEpoch, endpoint, window, again }: FetchJob): string {
  return [connectionId, grantEpoch, endpoint, window.from, window.to, ...(again ? ['again'] : [])].join('|');
}
