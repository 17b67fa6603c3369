import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HistoricalQueue } from '../queue/historical.queue';
import { FetchRunner } from './fetch-runner';

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
    this.queue.processFetches(CONCURRENCY, (job) =>
      this.runner.runJob(job, job.attemptsMade === 0 ? 'backfill' : 'returning'),
    );
  }
}
