import { type BeforeApplicationShutdown, Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { JOB_QUEUES, type JobQueue } from '../queue/job-queue';
import { settledWithin } from '../tokens/settled-within';
import { RunningJobs } from './running-jobs';
import { SweepService } from './sweeps/sweep.service';

/** Containers get ten seconds or more before they are killed. Most fetches take less than one. */
const FINISH_LIMIT_MS = 5_000;
/** For the queue's server to take jobs back. After that, other workers get the jobs when their locks expire. */
const RELEASE_LIMIT_MS = 2_000;

/**
 * Lets a worker that shuts down finish its running jobs, and releases those that take too long. Begins in the first of
 * Nest's shutdown hooks and ends before the last one, in which a host closes its database.
 */
@Injectable()
export class WorkerExit implements OnModuleDestroy, BeforeApplicationShutdown {
  private finished: Promise<void> | undefined;

  constructor(
    @Inject(JOB_QUEUES) private readonly queues: readonly JobQueue[],
    private readonly jobs: RunningJobs,
    private readonly sweeps: SweepService,
  ) {}

  onModuleDestroy(): void {
    this.finished = this.finishWork();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.finished;
  }

  private async finishWork(): Promise<void> {
    this.jobs.close();
    const queuesFinished = Promise.allSettled(this.queues.map((queue) => queue.finish()));
    await settledWithin(FINISH_LIMIT_MS, [this.sweeps.finish(), queuesFinished, this.jobs.ended()]);
    this.jobs.release();
    const released = queuesFinished.then(() => Promise.allSettled(this.queues.map((queue) => queue.release())));
    if (await settledWithin(RELEASE_LIMIT_MS, [released])) return;
    for (const queue of this.queues) queue.abandon();
  }
}
