import { Process, Processor } from '@nestjs/bull';
import type { Job } from 'bull';
import type { FetchJob } from '../sync/fetch.queue';
import { isGhost } from '../sync/ghost-jobs.queue';
import { HISTORICAL_QUEUE } from '../sync/historical.queue';
import { FetchRunner } from './fetch-runner';

/** Fetches in flight per process; each waits for the upstream most of its time. */
const CONCURRENCY = 10;

@Processor(HISTORICAL_QUEUE)
export class HistoricalProcessor {
  constructor(private readonly runner: FetchRunner) {}

  @Process({ concurrency: CONCURRENCY })
  async run(job: Job<FetchJob>): Promise<void> {
    if (isGhost(job)) return; // the ledger knows what it was about
    await this.runner.run(job.data, 'backfill');
  }
}
