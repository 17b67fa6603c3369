import type { JobOptions, Queue, QueueOptions } from 'bull';
import type { PlannedRequest } from '../upstream/fitbit-upstream';
import { cancelJobs } from './cancel-jobs.queue';
import { forgetGhosts } from './ghost-jobs.queue';
import { within } from './within';

/** One planned request of one connection. Holds no token and no value. */
export interface FetchJob extends PlannedRequest {
  readonly connectionId: string;
  readonly grantEpoch: number;
  /** The days have an answer already, and are read once more because it may have changed. */
  readonly again?: true;
}

/** A fetch and when it may run. */
export interface ScheduledFetch {
  readonly fetch: FetchJob;
  readonly delayMs: number;
}

/** Ends a run of a job that is to run again: Bull keeps the job and its id, so that the same fetch is never twice there. */
export class PostponedError extends Error {
  constructor(
    readonly delayMs: number,
    options?: ErrorOptions,
  ) {
    super(`Runs again in ${Math.ceil(delayMs / 1000)} s.`, options);
  }
}

/** Bull's word for "do not run it again". */
const NEVER = -1;
const ADD_AT_ONCE = 500;

/** Every process of a queue must use the same `stalledInterval`: Bull shares one key for it. */
export const FETCH_QUEUE_SETTINGS: QueueOptions['settings'] = {
  stalledInterval: 5_000,
  // So long a job rests that a worker took and left behind; locks are renewed at half of it.
  lockDuration: 10_000,
  maxStalledCount: 10,
  backoffStrategies: {
    asPostponed: (_, error) => (error instanceof PostponedError ? error.delayMs : NEVER),
  },
};

/**
 * Finished and failed jobs leave Redis: what was stored stands in the ledger, what failed in the failure list. Bull does
 * not count attempts: waiting for a budget is none, and the failure list counts the others.
 */
const JOB_OPTIONS: JobOptions = {
  attempts: Number.MAX_SAFE_INTEGER,
  backoff: { type: 'asPostponed' },
  stackTraceLimit: 1,
  removeOnComplete: true,
  removeOnFail: true,
};

/** A job to be added: Bull drops it when its id is there already, waiting or running. */
export interface NewJob<Data> {
  readonly name: string;
  readonly id: string;
  readonly data: Data;
  readonly delayMs: number;
}

/** What the queues of fetches have in common. */
export abstract class FetchQueue<Data extends object> {
  protected constructor(protected readonly queue: Queue<Data>) {}

  /** Takes no more jobs in this process; returns when those that it has are done. */
  finish(): Promise<void> {
    return this.queue.pause(true);
  }

  protected async addJobs(what: string, jobs: readonly NewJob<Data>[]): Promise<void> {
    for (let start = 0; start < jobs.length; start += ADD_AT_ONCE) {
      const some = jobs.slice(start, start + ADD_AT_ONCE).map(({ name, id, data, delayMs }) => ({
        name,
        data,
        opts: { ...JOB_OPTIONS, jobId: id, delay: delayMs },
      }));
      const ids = some.map(({ opts }) => opts.jobId);
      const added = forgetGhosts(this.queue, ids).then(() => this.queue.addBulk(some));
      await within(what, added);
    }
  }

  /** Drops what waits for a connection; what runs is fenced. Returns how many jobs there were. */
  cancel(connectionId: string): Promise<number> {
    return cancelJobs(this.queue, `${connectionId}|`);
  }
}

export function idOfFetch({ connectionId, grantEpoch, read, window, again }: FetchJob): string {
  return [connectionId, grantEpoch, read, window.from, window.to, ...(again ? ['again'] : [])].join('|');
}
