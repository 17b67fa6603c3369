import { Injectable, Logger } from '@nestjs/common';
import type { FetchJob } from '../queue/fetch-job';
import { PostponedError, type QueuedJob } from '../queue/job-queue';
import type { BudgetShare } from '../quota/budget';
import { type FetchOutcome, FetchService } from '../sync/fetch.service';
import { retryDelayMs } from '../sync/retry-delay';
import { RetryService } from '../sync/retry.service';
import { RunningJobs } from './running-jobs';

/** When the days of a suspicious shrink are read again: it is believed when the upstream says the same an hour later. */
export const CONFIRMATION_DELAY_MS = 61 * 60_000;

/** Runs the fetch of a job, and runs it again when {@link RetryService} says so. */
@Injectable()
export class FetchRunner {
  private readonly logger = new Logger(FetchRunner.name);

  constructor(
    private readonly fetches: FetchService,
    private readonly jobs: RunningJobs,
    private readonly retries: RetryService,
  ) {}

  /**
   * The caller decides how a suspicious shrink is confirmed.
   *
   * @throws PostponedError when the same fetch is to run again, and the original error when it is not.
   */
  async runJob(job: QueuedJob<FetchJob>, share: BudgetShare): Promise<FetchOutcome> {
    const outcome = await this.jobs
      .track(() => this.fetches.fetchAndStore(job.data, share, (percent) => showProgress(job, percent)))
      .catch((error: unknown) => this.postpone(job, error));
    if (outcome === 'overtaken') throw new PostponedError(0);
    return outcome;
  }

  private async postpone(job: QueuedJob<FetchJob>, error: unknown): Promise<never> {
    if (error instanceof PostponedError) throw error;
    const delayMs = await this.retries.handleFailure(job.data, error).catch((away: Error) => {
      // The failure list does not know the fetch, so it must not leave the queue.
      const retryMs = retryDelayMs(job.attemptsMade + 1);
      this.logger.warn(
        `Fetch ${job.id} of connection ${job.data.connectionId} failed and could not be recorded as failed; ` +
          `it runs again in ${retryMs} ms: ${(error as Error).message} (fetch), ${away.message} (record)`,
      );
      return retryMs;
    });
    if (delayMs === undefined) throw error;
    throw new PostponedError(delayMs, { cause: error });
  }
}

/** Runs beside the fetch: a slow or absent queue server must not cost an answer. */
function showProgress(job: QueuedJob, percent: number): void {
  job.reportProgress(percent).catch(() => undefined);
}
