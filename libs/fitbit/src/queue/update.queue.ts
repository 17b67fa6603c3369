import { Injectable } from '@nestjs/common';
import type { WakeUp } from '../storage/inbox.repository';
import { FETCH_JOB, type FetchJob, type ScheduledFetch, toFetchJob } from './fetch-job';
import { InjectJobQueue, JobQueue, type QueuedJob } from './job-queue';

export const UPDATE_QUEUE = 'fitbit-update';
export const WAKE_UP_JOB = 'wake-up';

/** Asks a worker to look into the inbox of a connection. */
export interface WakeUpJob {
  readonly connectionId: string;
}

/** Wake-ups, and the fetches that they lead to. */
@Injectable()
export class UpdateQueue {
  constructor(@InjectJobQueue(UPDATE_QUEUE) private readonly jobs: JobQueue<WakeUpJob | FetchJob>) {}

  /**
   * Queues wake-ups. A wake-up whose generation waits or runs already is dropped. That loses nothing: the worker that
   * takes the inbox looks again for notifications that arrived in the meantime.
   */
  addWakeUps(wakeUps: readonly WakeUp[]): Promise<void> {
    return this.jobs.add(
      wakeUps.map(({ connectionId, generation }) => ({
        name: WAKE_UP_JOB,
        id: `${connectionId}|${generation}`,
        data: { connectionId },
        delayMs: 0,
      })),
    );
  }

  /** Queues fetches. A fetch that waits or runs already is dropped; it runs again when a newer change overtook it. */
  add(fetches: readonly ScheduledFetch[]): Promise<void> {
    return this.jobs.add(fetches.map(toFetchJob));
  }

  processWakeUps(concurrency: number, run: (job: QueuedJob<WakeUpJob>) => Promise<void>): void {
    this.jobs.process(WAKE_UP_JOB, concurrency, run);
  }

  processFetches(concurrency: number, run: (job: QueuedJob<FetchJob>) => Promise<void>): void {
    this.jobs.process(FETCH_JOB, concurrency, run);
  }

  /** Removes the waiting jobs of a connection. Returns their number. */
  cancel(connectionId: string): Promise<number> {
    return this.jobs.cancel(`${connectionId}|`);
  }
}
