import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { RevocationService } from '../connection/revocation.service';
import { ConnectionQueue } from '../queue/connection.queue';
import { PostponedError, type QueuedJob } from '../queue/job-queue';
import { SubscriptionService } from '../subscriptions/subscription.service';
import { RunningJobs } from './running-jobs';

/** Jobs of each kind that run at a time in this process. */
const CONCURRENCY = 2;

/** Subscribes new connections and revokes the grants of removed ones. */
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
    this.queue.processSubscriptions(CONCURRENCY, (job) => {
      const { connectionId } = job.data;
      return this.attempt(job, `connection ${connectionId}`, () => this.subscriptions.subscribe(connectionId));
    });
    this.queue.processRevocations(CONCURRENCY, (job) => {
      const { revocationId } = job.data;
      return this.attempt(job, `pending revocation ${revocationId}`, () => this.revocations.revoke(revocationId));
    });
  }

  private async attempt(job: QueuedJob, subject: string, work: () => Promise<void>): Promise<void> {
    try {
      await this.jobs.track(work);
    } catch (error) {
      if (error instanceof PostponedError) throw error;
      const attempt = job.attemptsMade + 1;
      const next = attempt === job.attempts ? 'this was the last attempt' : 'it is retried later';
      this.logger.warn(
        `Job "${job.name}" of ${subject} failed, attempt ${attempt} of ${job.attempts}; ${next}: ${(error as Error).message}`,
      );
      throw error;
    }
  }
}
