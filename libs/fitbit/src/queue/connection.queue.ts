import { InjectQueue } from '@nestjs/bull';
import { Injectable } from '@nestjs/common';
import type { JobOptions, Queue, QueueOptions } from 'bull';
import { removeOrphanedJobs } from './orphaned-jobs';
import { JobQueue, QUEUE_OPTIONS } from './job.queue';
import { withTimeout } from '../redis/with-timeout';

export const CONNECTION_QUEUE = 'fitbit-connection';
export const SUBSCRIBE_JOB = 'subscribe';
export const REVOKE_JOB = 'revoke';

/** Asks for notifications of a new connection. */
export interface SubscribeJob {
  readonly connectionId: string;
}

/** Ends a grant after its connection was removed. The sealed grant waits in Postgres; the job carries only its id. */
export interface RevokeJob {
  readonly revocationId: string;
}

/** The user's own request is answered first. */
const DELAY_MS = 5_000;
const FIRST_RETRY_MS = 10_000;
/** A subscription that fails is not tried for ever: without it the sweep brings the data, only later. */
const SUBSCRIBE_ATTEMPTS = 5;
/** With a back-off that doubles the last attempt is about a day after the first. */
const REVOKE_ATTEMPTS = 14;

export const CONNECTION_QUEUE_OPTIONS: QueueOptions & { name: string } = {
  name: CONNECTION_QUEUE,
  ...QUEUE_OPTIONS,
};

const JOB_OPTIONS: JobOptions = {
  delay: DELAY_MS,
  backoff: { type: 'asPostponedOrGrowing', options: { firstMs: FIRST_RETRY_MS } },
  removeOnComplete: true,
  removeOnFail: true,
};

/** Subscriptions of new connections, and the ends of removed ones. */
@Injectable()
export class ConnectionQueue extends JobQueue<SubscribeJob | RevokeJob> {
  constructor(@InjectQueue(CONNECTION_QUEUE) queue: Queue<SubscribeJob | RevokeJob>) {
    super(queue);
  }

  /** `grantEpoch` makes the job of a newer grant another one. */
  async addSubscription(connectionId: string, grantEpoch: number): Promise<void> {
    const options = { ...JOB_OPTIONS, jobId: `${connectionId}|${grantEpoch}`, attempts: SUBSCRIBE_ATTEMPTS };
    await withTimeout('queueing a subscription', this.add(SUBSCRIBE_JOB, { connectionId }, options));
  }

  async addRevocation(revocationId: string): Promise<void> {
    const options = { ...JOB_OPTIONS, jobId: revocationId, attempts: REVOKE_ATTEMPTS };
    await withTimeout('queueing a revocation', this.add(REVOKE_JOB, { revocationId }, options));
  }

  private async add(
    name: string,
    data: SubscribeJob | RevokeJob,
    options: JobOptions & { readonly jobId: string },
  ): Promise<void> {
    await removeOrphanedJobs(this.queue, [options.jobId]);
    await this.queue.add(name, data, options);
  }
}
