import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { FetchJob } from '../queue/fetch-job';
import { HistoricalQueue } from '../queue/historical.queue';
import { PostponedError, type QueuedJob } from '../queue/job-queue';
import { CONFIRMATION_DELAY_MS, FetchRunner } from './fetch-runner';

/** Fetches in flight in this process. Each spends most of its time waiting for the upstream. */
const CONCURRENCY = 10;

/** Imports histories, and reads days again. */
@Injectable()
export class HistoricalProcessor implements OnApplicationBootstrap {
  constructor(
    private readonly queue: HistoricalQueue,
    private readonly runner: FetchRunner,
  ) {}

  onApplicationBootstrap(): void {
    this.queue.processFetches(CONCURRENCY, (job) => this.runFetch(job));
  }

  /** The job of a suspicious shrink keeps its id until it runs again, so sweeps do not read its days before. */
  private async runFetch(job: QueuedJob<FetchJob>): Promise<void> {
    const outcome = await this.runner.runJob(job, job.attemptsMade === 0 ? 'backfill' : 'returning');
    if (outcome === 'suspicious_shrink') throw new PostponedError(CONFIRMATION_DELAY_MS);
  }
}
