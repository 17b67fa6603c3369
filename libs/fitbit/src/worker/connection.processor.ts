import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { Job } from 'bull';
import {
  ConnectionQueue,
  REVOKE_JOB,
  type RevokeJob,
  SUBSCRIBE_JOB,
  type SubscribeJob,
} from '../queue/connection.queue';
import { RevocationService } from '../connection/revocation.service';
import { SubscriptionService } from '../subscriptions/subscription.service';
import { PostponedError } from '../queue/job.queue';
import { RunningJobs } from './running-jobs';

/** Of each kind, per process. */
const CONCURRENCY = 2;

/** Subscribes new connections and ends the grants of removed ones. */
@Injectable()
export class ConnectionProcessor implements OnApplicationBootstrap {
  private readonly logger = new Logger(ConnectionProcessor.name);

  constructor(
    private readonly queue: ConnectionQueue,
    private readonly revocations: RevocationService,
    private readonly jobs: RunningJobs,
    private readonly subscriptions: SubscriptionService,
  ) {}

  onApplicationBootstrap(): void {
    this.queue.process<SubscribeJob>(SUBSCRIBE_JOB, CONCURRENCY, (job) =>
      this.attempt(job, () => this.subscriptions.subscribe(job.data.connectionId)),
    );
    this.queue.process<RevokeJob>(REVOKE_JOB, CONCURRENCY, (job) =>
      this.attempt(job, () => this.revocations.revoke(job.data.revocationId)),
    );
  }

  private async attempt(job: Job<object>, work: () => Promise<void>): Promise<void> {
    try {
      await this.jobs.track(job, work);
    } catch (error) {
      if (error instanceof PostponedError) throw error;
      const attempt = `attempt ${job.attemptsMade + 1} of ${job.opts.attempts}`;
      this.logger.warn(`Job ${job.name} failed, ${attempt}: ${(error as Error).message}`);
      throw error;
    }
  }
}
