import { Process, Processor } from '@nestjs/bull';
import type { Job } from 'bull';
import type { FetchJob } from '../sync/fetch.queue';
import { HISTORICAL_QUEUE } from '../sync/historical.queue';
import { FetchRunner } from './fetch-runner';

/** Fetches in flight per process; each waits for the upstream most of its time. */
const CONCURRENCY = 10;

@Processor(HISTORICAL_QUEUE)
export class HistoricalProcessor {
  constructor(private readonly runner: FetchRunner) {}

  @Process({ concurrency: CONCURRENCY })
  run(job: Job<FetchJob>): Promise<void> {
    return this.runner.run(job.data, 'backfill');
  }
}
