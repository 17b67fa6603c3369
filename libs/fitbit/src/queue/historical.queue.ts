import { InjectQueue } from '@nestjs/bull';
import { Injectable } from '@nestjs/common';
import type { Queue, QueueOptions } from 'bull';
import { type FetchJob, FetchQueue, idOfFetch, type ScheduledFetch } from './fetch.queue';
import { QUEUE_OPTIONS } from './job.queue';

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
}
