import type { JobOptions } from 'bull';
import type { PlannedRequest } from '../upstream/fitbit-upstream';
import { removeOrphanedJobs } from './orphaned-jobs';
import { JobQueue } from './job.queue';
import { withTimeout } from '../redis/with-timeout';

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

const ADD_AT_ONCE = 500;

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
export abstract class FetchQueue<Data extends object> extends JobQueue<Data> {
  /** @param leaveOut whether a job whose id is there is not even offered to Bull, which then could only drop it */
  protected async addJobs(what: string, jobs: readonly NewJob<Data>[], leaveOut = false): Promise<void> {
    for (let start = 0; start < jobs.length; start += ADD_AT_ONCE) {
      await withTimeout(what, this.addSome(jobs.slice(start, start + ADD_AT_ONCE), leaveOut));
    }
  }

  private async addSome(jobs: readonly NewJob<Data>[], leaveOut: boolean): Promise<void> {
    const ids = jobs.map(({ id }) => id);
    const free = await removeOrphanedJobs(this.queue, ids);
    const offered = leaveOut ? jobs.filter(({ id }) => free.has(id)) : jobs;
    if (offered.length === 0) return;
    await this.queue.addBulk(
      offered.map(({ name, id, data, delayMs }) => ({
        name,
        data,
        opts: { ...JOB_OPTIONS, jobId: id, delay: delayMs },
      })),
    );
  }
}

export function idOfFetch({ connectionId, grantEpoch, endpoint, window, again }: FetchJob): string {
  return [connectionId, grantEpoch, endpoint, window.from, window.to, ...(again ? ['again'] : [])].join('|');
}
