import { InjectQueue } from '@nestjs/bull';
import { Injectable } from '@nestjs/common';
import type { JobOptions, Queue, QueueOptions } from 'bull';
import type { PlannedRequest } from '../upstream/fitbit-upstream';
import { within } from './within';

export const HISTORICAL_QUEUE = 'fitbit-historical';

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
export const HISTORICAL_QUEUE_OPTIONS: QueueOptions & { name: string } = {
  name: HISTORICAL_QUEUE,
  settings: {
    stalledInterval: 5_000,
    lockDuration: 30_000,
    maxStalledCount: 10,
    backoffStrategies: {
      asPostponed: (_, error) => (error instanceof PostponedError ? error.delayMs : NEVER),
    },
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

@Injectable()
export class HistoricalQueue {
  constructor(@InjectQueue(HISTORICAL_QUEUE) private readonly queue: Queue<FetchJob>) {}

  /** The same fetch, waiting or running, is there already: Bull drops it. */
  async add(fetches: readonly ScheduledFetch[]): Promise<void> {
    for (let start = 0; start < fetches.length; start += ADD_AT_ONCE) {
      const jobs = fetches.slice(start, start + ADD_AT_ONCE).map(({ fetch, delayMs }) => ({
        name: '__default__',
        data: fetch,
        opts: { ...JOB_OPTIONS, jobId: jobIdOf(fetch), delay: delayMs },
      }));
      await within('queueing fetches', this.queue.addBulk(jobs));
    }
  }

  /** Runs a script on one key of ours, below the host's own prefix. */
  async evaluate(script: string, key: string, args: readonly number[]): Promise<number> {
    const { client } = this.queue;
    const answer = client.eval(script, 1, `${this.queue.toKey('')}${key}`, ...args);
    return Number(await within('asking the budget', answer));
  }
}

function jobIdOf({ connectionId, grantEpoch, read, window, again }: FetchJob): string {
  return [connectionId, grantEpoch, read, window.from, window.to, ...(again ? ['again'] : [])].join('|');
}
