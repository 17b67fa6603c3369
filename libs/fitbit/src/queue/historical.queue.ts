import { InjectQueue } from '@nestjs/bull';
import { Injectable } from '@nestjs/common';
import type { Queue, QueueOptions } from 'bull';
import { type FetchJob, FetchQueue, idOfFetch, type ScheduledFetch } from './fetch.queue';
import { QUEUE_OPTIONS } from './job.queue';
import { within } from '../redis/with-timeout';

export const HISTORICAL_QUEUE = 'fitbit-historical';

export const HISTORICAL_QUEUE_OPTIONS: QueueOptions & { name: string } = {
  name: HISTORICAL_QUEUE,
  ...QUEUE_OPTIONS,
};

/** Bull's name of jobs that have none. */
export const UNNAMED_JOB = '__default__';

/** Fetches of an import, and of days that are read again. */
@Injectable()
export class HistoricalQueue extends FetchQueue<FetchJob> {
  constructor(@InjectQueue(HISTORICAL_QUEUE) queue: Queue<FetchJob>) {
    super(queue);
  }

  /** The same fetch, waiting or running, is there already: Bull drops it. */
  add(fetches: readonly ScheduledFetch[]): Promise<void> {
    const jobs = fetches.map(({ fetch, delayMs }) => ({
      name: UNNAMED_JOB,
      id: idOfFetch(fetch),
      data: fetch,
      delayMs,
    }));
    return this.addJobs('queueing fetches', jobs);
  }

  /**
   * Runs a script on keys of ours, below the host's own prefix. In a cluster that prefix has a hash tag, because Bull
   * needs one: all keys are in one slot.
   */
  async evaluate(script: string, keys: readonly string[], args: readonly (number | string)[]): Promise<number[]> {
    const { client } = this.queue;
    const names = keys.map((key) => `${this.queue.toKey('')}${key}`);
    const answer: unknown = await within(
      'asking Redis',
      client.eval(script, names.length, ...names, ...args.map(String)),
    );
    return [answer].flat().map((value) => (value === null ? NaN : Number(value)));
  }

  /** `false` while Redis is away: whoever can do without it need not wait. */
  get reachable(): boolean {
    return this.queue.client.status === 'ready';
  }
}
