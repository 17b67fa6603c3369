import { Process, Processor } from '@nestjs/bull';
import type { Job } from 'bull';
import {
  NotConnectedError,
  RateLimitedError,
  ReauthorizationRequiredError,
  RequestRefusedError,
  ScopeMissingError,
  UpstreamGoneError,
} from '../errors/fitbit.errors';
import { FetchService } from '../sync/fetch.service';
import { type FetchJob, HISTORICAL_QUEUE, HistoricalQueue } from '../sync/historical.queue';

/** Fetches in flight per process; each waits for the upstream most of its time. */
const CONCURRENCY = 10;
/** A suspect answer is believed when it is given again an hour or more later. */
const SECOND_LOOK_MS = 61 * 60_000;
/** For these another attempt cannot help: the grant has to change first, or the request. */
const FINAL = [
  ReauthorizationRequiredError,
  NotConnectedError,
  ScopeMissingError,
  UpstreamGoneError,
  RequestRefusedError,
];

/** Speaks queue on one side and {@link FetchService} on the other; decides nothing else. */
@Processor(HISTORICAL_QUEUE)
export class HistoricalProcessor {
  constructor(
    private readonly fetches: FetchService,
    private readonly queue: HistoricalQueue,
  ) {}

  @Process({ concurrency: CONCURRENCY })
  async run(job: Job<FetchJob>): Promise<void> {
    try {
      const outcome = await this.fetches.run(job.data, job.attemptsMade);
      if (outcome === 'suspect') await this.queue.again(job.data, SECOND_LOOK_MS);
    } catch (error) {
      if (error instanceof RateLimitedError) return this.queue.again(job.data, error.retryAfterMs);
      await this.fetches.recordFailure(job.data, error);
      if (FINAL.some((kind) => error instanceof kind)) await job.discard();
      throw error;
    }
  }
}
