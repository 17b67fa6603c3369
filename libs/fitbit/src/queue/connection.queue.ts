import { Injectable } from '@nestjs/common';
import { InjectJobQueue, JobQueue, type QueuedJob } from './job-queue';

export const CONNECTION_QUEUE = 'fitbit-connection';
export const SUBSCRIBE_JOB = 'subscribe';
export const REVOKE_JOB = 'revoke';

/** Subscribes a new connection to notifications. */
export interface SubscribeJob {
  readonly connectionId: string;
}

/** Revokes a grant whose connection was removed. The sealed grant stays in Postgres; the job carries only its id. */
export interface RevokeJob {
  readonly revocationId: string;
}

/** Lets the request of the user who connects or disconnects finish first. */
const DELAY_MS = 5_000;
const FIRST_RETRY_MS = 10_000;
/** Subscribing is given up soon: without a subscription the sweep still brings the data, only later. */
const SUBSCRIBE_RETRIES = { attempts: 5, firstRetryMs: FIRST_RETRY_MS };
/** The delays double, so the last attempt is about a day after the first. */
const REVOKE_RETRIES = { attempts: 14, firstRetryMs: FIRST_RETRY_MS };

/** Subscriptions of new connections, and revocations of removed ones. */
@Injectable()
export class ConnectionQueue {
  constructor(@InjectJobQueue(CONNECTION_QUEUE) private readonly jobs: JobQueue<SubscribeJob | RevokeJob>) {}

  /** @param grantEpoch - part of the job's id, so that a newer grant gets a job of its own */
  addSubscription(connectionId: string, grantEpoch: number): Promise<void> {
    const id = `${connectionId}|${grantEpoch}`;
    const data = { connectionId };
    return this.jobs.add([{ name: SUBSCRIBE_JOB, id, data, delayMs: DELAY_MS, retries: SUBSCRIBE_RETRIES }]);
  }

  addRevocation(revocationId: string): Promise<void> {
    return this.addRevocations([revocationId]);
  }

  addRevocations(revocationIds: readonly string[]): Promise<void> {
    const policy = { name: REVOKE_JOB, delayMs: DELAY_MS, retries: REVOKE_RETRIES };
    return this.jobs.add(
      revocationIds.map((revocationId) => ({ ...policy, id: revocationId, data: { revocationId } })),
    );
  }

  processSubscriptions(concurrency: number, run: (job: QueuedJob<SubscribeJob>) => Promise<void>): void {
    this.jobs.process(SUBSCRIBE_JOB, concurrency, run);
  }

  processRevocations(concurrency: number, run: (job: QueuedJob<RevokeJob>) => Promise<void>): void {
    this.jobs.process(REVOKE_JOB, concurrency, run);
  }

  /** Removes the waiting jobs of a connection. Returns their number. */
  cancel(connectionId: string): Promise<number> {
    return this.jobs.cancel(`${connectionId}|`);
  }
}
