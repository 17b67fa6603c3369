import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { Job } from 'bull';
import type { FetchJob } from '../queue/fetch.queue';
import { PostponedError } from '../queue/job.queue';
import { retryDelayMs } from '../sync/retry-delay';
import { WAKE_UP_JOB, type WakeUpJob, FETCH_JOB, UpdateQueue } from '../queue/update.queue';
import { UpdateService } from '../sync/update.service';
import { FetchRunner } from './fetch-runner';
import { RunningJobs } from './running-jobs';

/** Bells answered and fetches in flight, per process. */
const BELLS = 4;
const FETCHES = 10;

/** Keeps users up to date with what the upstream announces. */
@Injectable()
export class UpdateProcessor implements OnApplicationBootstrap {
  private readonly logger = new Logger(UpdateProcessor.name);

  constructor(
    private readonly queue: UpdateQueue,
    private readonly jobs: RunningJobs,
    private readonly runner: FetchRunner,
    private readonly updates: UpdateService,
  ) {}

  onApplicationBootstrap(): void {
    this.queue.process<WakeUpJob>(WAKE_UP_JOB, BELLS, (job) => this.answer(job));
    this.queue.process<FetchJob>(FETCH_JOB, FETCHES, (job) => this.runner.runJob(job, 'update'));
  }

  /** The inbox keeps what a bell rang for: a bell is never given up. */
  private async answer(job: Job<WakeUpJob>): Promise<void> {
    const { connectionId } = job.data;
    try {
      await this.jobs.track(job, () => this.updates.processInbox(connectionId));
    } catch (error) {
      if (error instanceof PostponedError) throw error;
      this.logger.warn(`The inbox of connection ${connectionId} waits: ${(error as Error).message}`);
      throw new PostponedError(retryDelayMs(job.attemptsMade + 1), { cause: error });
    }
  }
}
