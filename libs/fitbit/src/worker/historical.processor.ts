import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { isOrphanedJob } from '../queue/orphaned-jobs';
import { HistoricalQueue, UNNAMED_JOB } from '../queue/historical.queue';
import { FetchRunner } from './fetch-runner';

/** Fetches in flight per process; each waits for the upstream most of its time. */
const CONCURRENCY = 10;

/** Imports histories, and reads days again. */
@Injectable()
export class HistoricalProcessor implements OnApplicationBootstrap {
  constructor(
    private readonly queue: HistoricalQueue,
    private readonly runner: FetchRunner,
  ) {}

  onApplicationBootstrap(): void {
    this.queue.process(UNNAMED_JOB, CONCURRENCY, async (job) => {
      if (isOrphanedJob(job)) return; // the ledger knows what it was about
      await this.runner.runJob(job, job.attemptsMade === 0 ? 'backfill' : 'returning');
    });
  }
}
