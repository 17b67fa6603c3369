import { Injectable } from '@nestjs/common';
import { FETCH_JOB, type FetchJob, type ScheduledFetch, toFetchJob } from './fetch-job';
import { InjectJobQueue, JobQueue, type QueuedJob } from './job-queue';

export const HISTORICAL_QUEUE = 'fitbit-historical';

/** Fetches of imports, and of days that are read again. */
@Injectable()
export class HistoricalQueue {
  constructor(@InjectJobQueue(HISTORICAL_QUEUE) private readonly jobs: JobQueue<FetchJob>) {}

  /** Queues fetches. A fetch that waits or runs already is dropped. */
  add(fetches: readonly ScheduledFetch[]): Promise<void> {
    return this.jobs.add(fetches.map(toFetchJob));
  }

  /** @throws Error when Redis is away. */
  ping(): Promise<void> {
    return this.jobs.ping();
  }

  processFetches(concurrency: number, run: (job: QueuedJob<FetchJob>) => Promise<void>): void {
    this.jobs.process(FETCH_JOB, concurrency, run);
  }

  /** Removes the waiting jobs of a connection. Returns their number. */
  cancel(connectionId: string): Promise<number> {
    return this.jobs.cancel(`${connectionId}|`);
  }
}
