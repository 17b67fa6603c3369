import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { FetchJob } from '../queue/fetch-job';
import { HistoricalQueue } from '../queue/historical.queue';
import { PostponedError, type QueuedJob } from '../queue/job-queue';
import { UpdateQueue, type WakeUpJob } from '../queue/update.queue';
import { retryDelayMs } from '../sync/retry-delay';
import { UpdateService } from '../sync/update.service';
import { CONFIRMATION_DELAY_MS, FetchRunner } from './fetch-runner';
import { RunningJobs } from './running-jobs';

/** Jobs of each kind that run at a time in this process. */
const WAKE_UPS = 4;
const FETCHES = 10;

/** Processes notifications: takes them from the inbox and runs the fetches they lead to. */
@Injectable()
export class UpdateProcessor implements OnApplicationBootstrap {
  private readonly logger = new Logger(UpdateProcessor.name);

  constructor(
    private readonly queue: UpdateQueue,
    private readonly history: HistoricalQueue,
    private readonly jobs: RunningJobs,
    private readonly runner: FetchRunner,
    private readonly updates: UpdateService,
  ) {}

  onApplicationBootstrap(): void {
    this.queue.processWakeUps(WAKE_UPS, (job) => this.processInbox(job));
    this.queue.processFetches(FETCHES, (job) => this.runFetch(job));
  }

  /**
   * The days of a suspicious shrink are read again by a job of the other queue: here, the id must be free for the next
   * change of the same days.
   */
  private async runFetch(job: QueuedJob<FetchJob>): Promise<void> {
    const outcome = await this.runner.runJob(job, 'update');
    if (outcome !== 'suspicious_shrink') return;
    await this.history.add([{ fetch: { ...job.data, again: true }, delayMs: CONFIRMATION_DELAY_MS }]);
  }

  /** A wake-up is retried without limit, because the inbox keeps its notifications until they are taken. */
  private async processInbox(job: QueuedJob<WakeUpJob>): Promise<void> {
    const { connectionId } = job.data;
    try {
      await this.jobs.track(() => this.updates.processInbox(connectionId));
    } catch (error) {
      if (error instanceof PostponedError) throw error;
      const delayMs = retryDelayMs(job.attemptsMade + 1);
      this.logger.warn(
        `The inbox of connection ${connectionId} could not be processed; retrying in ${delayMs} ms: ` +
          (error as Error).message,
      );
      throw new PostponedError(delayMs, { cause: error });
    }
  }
}
