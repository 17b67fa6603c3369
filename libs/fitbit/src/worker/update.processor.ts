import { Process, Processor } from '@nestjs/bull';
import { Logger } from '@nestjs/common';
import type { Job } from 'bull';
import { type FetchJob, PostponedError } from '../sync/fetch.queue';
import { retryDelayMs } from '../sync/retry-delay';
import { BELL_JOB, type BellJob, FETCH_JOB, UPDATE_QUEUE } from '../sync/update.queue';
import { UpdateService } from '../sync/update.service';
import { FetchRunner } from './fetch-runner';

/** Bells answered and fetches in flight, per process. */
const BELLS = 4;
const FETCHES = 10;

/** Keeps users up to date with what the upstream announces. */
@Processor(UPDATE_QUEUE)
export class UpdateProcessor {
  private readonly logger = new Logger(UpdateProcessor.name);

  constructor(
    private readonly runner: FetchRunner,
    private readonly updates: UpdateService,
  ) {}

  /** The inbox keeps what a bell rang for: a bell is never given up. */
  @Process({ name: BELL_JOB, concurrency: BELLS })
  async answer({ data, attemptsMade }: Job<BellJob>): Promise<void> {
    try {
      await this.updates.run(data.connectionId);
    } catch (error) {
      if (error instanceof PostponedError) throw error;
      this.logger.warn(`The inbox of connection ${data.connectionId} waits: ${(error as Error).message}`);
      throw new PostponedError(retryDelayMs(attemptsMade + 1), { cause: error });
    }
  }

  @Process({ name: FETCH_JOB, concurrency: FETCHES })
  fetch({ data }: Job<FetchJob>): Promise<void> {
    return this.runner.run(data, 'update');
  }
}
