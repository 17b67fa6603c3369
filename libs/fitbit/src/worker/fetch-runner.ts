import { Injectable, Logger } from '@nestjs/common';
import type { Job } from 'bull';
import type { BudgetShare } from '../quota/budget';
import { FetchService } from '../sync/fetch.service';
import type { FetchJob } from '../queue/fetch.queue';
import { PostponedError } from '../queue/job.queue';
import { retryDelayMs } from '../sync/retry-delay';
import { RetryService } from '../sync/retry.service';
import { RunningJobs } from './running-jobs';

/** A suspect answer is believed when it is given again an hour or more later. */
const SECOND_LOOK_MS = 61 * 60_000;

/** Carries out the fetch of a job, and runs it again when {@link RetryService} says so. */
@Injectable()
export class FetchRunner {
  private readonly logger = new Logger(FetchRunner.name);

  constructor(
    private readonly fetches: FetchService,
    private readonly jobs: RunningJobs,
    private readonly retries: RetryService,
  ) {}

  /** @throws PostponedError when the same fetch is to run again, and the fault when it is not. */
  async runJob(job: Job<FetchJob>, share: BudgetShare): Promise<void> {
    const outcome = await this.jobs
      .track(job, () => this.fetches.fetchAndStore(job.data, share, (percent) => show(job, percent)))
      .catch((error: unknown) => this.postpone(job, error));
    if (outcome === 'overtaken') throw new PostponedError(0);
    if (outcome === 'suspicious_shrink') throw new PostponedError(SECOND_LOOK_MS);
  }

  private async postpone(job: Job<FetchJob>, error: unknown): Promise<never> {
    if (error instanceof PostponedError) throw error;
    const delayMs = await this.retries.afterFailure(job.data, error).catch((away: Error) => {
      // With the job the fetch would be forgotten: it stays in its queue until its failures can be written down.
      this.logger.warn(`A failed fetch is not on record and runs again: ${away.message}`);
      return retryDelayMs(job.attemptsMade + 1);
    });
    if (delayMs === undefined) throw error;
    throw new PostponedError(delayMs, { cause: error });
  }
}

/** Nobody waits for it, and no page is lost for it. */
function show(job: Job, percent: number): void {
  job.progress(percent).catch(() => undefined);
}
