import { InjectQueue } from '@nestjs/bull';
import { Injectable } from '@nestjs/common';
import type { JobOptions, Queue, QueueOptions } from 'bull';
import type { PlannedRequest } from '../upstream/fitbit-upstream';

export const HISTORICAL_QUEUE = 'fitbit-historical';

/** One planned request of one connection. Holds no token and no value. */
export interface FetchJob extends PlannedRequest {
  readonly connectionId: string;
  readonly grantEpoch: number;
  /** How often the budget made it wait: a job that waits comes back under a new id. */
  readonly turn: number;
}

/** A fetch and when it may run. */
export interface ScheduledFetch {
  readonly fetch: FetchJob;
  readonly delayMs: number;
}

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 10 * 60_000;
const ATTEMPTS = 8;
const ADD_AT_ONCE = 500;

/** Exponential with full jitter: many fetches that failed together do not come back together. */
export function retryDelayMs(attemptsMade: number, random = Math.random()): number {
  return Math.ceil(random * Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** attemptsMade));
}

/** Every process of a queue must use the same `stalledInterval`: Bull shares one key for it. */
export const HISTORICAL_QUEUE_OPTIONS: QueueOptions & { name: string } = {
  name: HISTORICAL_QUEUE,
  settings: {
    stalledInterval: 5_000,
    lockDuration: 30_000,
    maxStalledCount: 10,
    backoffStrategies: { fullJitter: (attemptsMade) => retryDelayMs(attemptsMade) },
  },
};

/** Finished and failed jobs leave Redis: what was stored stands in the ledger, what failed in the failure list. */
const JOB_OPTIONS: JobOptions = {
  attempts: ATTEMPTS,
  backoff: { type: 'fullJitter' },
  removeOnComplete: true,
  removeOnFail: true,
};

@Injectable()
export class HistoricalQueue {
  constructor(@InjectQueue(HISTORICAL_QUEUE) private readonly queue: Queue<FetchJob>) {}

  /** The same fetch, waiting or running, is there already: Bull drops it. */
  async add(fetches: readonly ScheduledFetch[]): Promise<void> {
    for (let start = 0; start < fetches.length; start += ADD_AT_ONCE) {
      await this.queue.addBulk(
        fetches.slice(start, start + ADD_AT_ONCE).map(({ fetch, delayMs }) => ({
          name: '__default__',
          data: fetch,
          opts: { ...JOB_OPTIONS, jobId: jobIdOf(fetch), delay: delayMs },
        })),
      );
    }
  }

  /** A spent budget is not a failed attempt: the fetch comes back under the id of its next turn. */
  async again(fetch: FetchJob, delayMs: number): Promise<void> {
    await this.add([{ fetch: { ...fetch, turn: fetch.turn + 1 }, delayMs }]);
  }

  /** Runs a script on one key of ours, below the host's own prefix. */
  async evaluate(script: string, key: string, args: readonly number[]): Promise<number> {
    const { client } = this.queue;
    return Number(await client.eval(script, 1, `${this.queue.toKey('')}${key}`, ...args));
  }
}

function jobIdOf({ connectionId, grantEpoch, read, window, turn }: FetchJob): string {
  return [connectionId, grantEpoch, read, window.from, window.to, turn].join('|');
}
