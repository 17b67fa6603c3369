import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { isGhost } from '../sync/ghost-jobs.queue';
import { HistoricalQueue, UNNAMED_JOB } from '../sync/historical.queue';
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
      if (isGhost(job)) return; // the ledger knows what it was about
      await this.runner.run(job, job.attemptsMade === 0 ? 'backfill' : 'returning');
    });
  }
}
