import { Injectable } from '@nestjs/common';
import {
  NotConnectedError,
  RateLimitedError,
  ReauthorizationRequiredError,
  RequestRefusedError,
  ScopeMissingError,
  UpstreamGoneError,
} from '../errors/fitbit.errors';
import type { BudgetShare } from '../sync/budget';
import { FetchService } from '../sync/fetch.service';
import { type FetchJob, PostponedError } from '../sync/fetch.queue';
import { MOST_ATTEMPTS, retryDelayMs } from '../sync/retry-delay';

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

/** Carries out the fetch of a job, and decides when it runs again. */
@Injectable()
export class FetchRunner {
  constructor(private readonly fetches: FetchService) {}

  /** @throws PostponedError when the same fetch is to run again, and the fault when it is not. */
  async run(job: FetchJob, share: BudgetShare): Promise<void> {
    const outcome = await this.fetches.run(job, share).catch((error: unknown) => this.postpone(job, error));
    if (outcome === 'overtaken') throw new PostponedError(0);
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
