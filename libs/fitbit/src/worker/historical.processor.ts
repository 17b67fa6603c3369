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
import { type FetchJob, HISTORICAL_QUEUE, PostponedError } from '../sync/historical.queue';
import { MOST_ATTEMPTS, retryDelayMs } from '../sync/retry-delay';

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

/** Speaks queue on one side and {@link FetchService} on the other; decides when a fetch runs again. */
@Processor(HISTORICAL_QUEUE)
export class HistoricalProcessor {
  constructor(private readonly fetches: FetchService) {}

  @Process({ concurrency: CONCURRENCY })
  async run(job: Job<FetchJob>): Promise<void> {
    const outcome = await this.fetches.run(job.data).catch((error: unknown) => this.postpone(job.data, error));
    if (outcome === 'suspect') throw new PostponedError(SECOND_LOOK_MS);
  }

  /** A spent budget is not a failed attempt. */
  private async postpone(job: FetchJob, error: unknown): Promise<never> {
    if (error instanceof RateLimitedError) throw new PostponedError(error.retryAfterMs, { cause: error });
    const attempts = await this.fetches.recordFailure(job, error);
    if (attempts >= MOST_ATTEMPTS || FINAL.some((kind) => error instanceof kind)) throw error;
    throw new PostponedError(retryDelayMs(attempts), { cause: error });
  }
}
