import { InjectQueue } from '@nestjs/bull';
import { Injectable } from '@nestjs/common';
import type { JobOptions, Queue, QueueOptions } from 'bull';
import { cancelJobs } from '../sync/cancel-jobs.queue';
import { forgetGhosts } from '../sync/ghost-jobs.queue';
import { within } from '../sync/within';

export const CONNECTION_QUEUE = 'fitbit-connection';
export const SUBSCRIBE_JOB = 'subscribe';
export const DEPART_JOB = 'depart';

/** Asks for notifications of a new connection. */
export interface SubscribeJob {
  readonly connectionId: string;
}

/** Ends a grant after its connection was removed. The sealed grant waits in Postgres; the job carries only its id. */
export interface DepartureJob {
  readonly departureId: string;
}

/** As the original: the user's own request is answered first. */
const DELAY_MS = 5_000;
const FIRST_RETRY_MS = 10_000;
/** A subscription that fails is not tried for ever: without it the sweep brings the data, only later. */
const SUBSCRIBE_ATTEMPTS = 5;
/** With the exponential back-off the last attempt is about a day after the first. */
const DEPART_ATTEMPTS = 14;

export const CONNECTION_QUEUE_OPTIONS: QueueOptions & { name: string } = {
  name: CONNECTION_QUEUE,
  settings: { stalledInterval: 5_000, maxStalledCount: 10 },
};

const JOB_OPTIONS: JobOptions = {
  delay: DELAY_MS,
  backoff: { type: 'exponential', delay: FIRST_RETRY_MS },
  removeOnComplete: true,
  removeOnFail: true,
};

@Injectable()
export class ConnectionQueue {
  constructor(@InjectQueue(CONNECTION_QUEUE) private readonly queue: Queue<SubscribeJob | DepartureJob>) {}

  /** `grantEpoch` makes the job of a newer grant another one. */
  async subscribe(connectionId: string, grantEpoch: number): Promise<void> {
    const options = { ...JOB_OPTIONS, jobId: `${connectionId}|${grantEpoch}`, attempts: SUBSCRIBE_ATTEMPTS };
    await within('queueing a subscription', this.add(SUBSCRIBE_JOB, { connectionId }, options));
  }

  /** Drops the subscriptions that wait for a connection. Returns how many there were. */
  cancel(connectionId: string): Promise<number> {
    return cancelJobs(this.queue, `${connectionId}|`);
  }

  /** Takes no more jobs in this process; returns when those that it has are done. */
  finish(): Promise<void> {
    return this.queue.pause(true);
  }

  async depart(departureId: string): Promise<void> {
    const options = { ...JOB_OPTIONS, jobId: departureId, attempts: DEPART_ATTEMPTS };
    await within('queueing a departure', this.add(DEPART_JOB, { departureId }, options));
  }

  private async add(
    name: string,
    data: SubscribeJob | DepartureJob,
    options: JobOptions & { readonly jobId: string },
  ): Promise<void> {
    await forgetGhosts(this.queue, [options.jobId]);
    await this.queue.add(name, data, options);
  }
}
