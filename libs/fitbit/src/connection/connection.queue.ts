import { InjectQueue } from '@nestjs/bull';
import { Injectable } from '@nestjs/common';
import type { JobOptions, Queue, QueueOptions } from 'bull';
import { within } from '../sync/within';

export const CONNECTION_QUEUE = 'fitbit-connection';

/** Ends a grant after its connection was removed. The sealed grant waits in Postgres; the job carries only its id. */
export interface DepartureJob {
  readonly departureId: string;
}

/** As the original: the user's own request is answered first. */
const DEPARTURE_DELAY_MS = 5_000;
const FIRST_RETRY_MS = 10_000;
/** With the exponential back-off the last attempt is about a day after the first. */
const ATTEMPTS = 14;

export const CONNECTION_QUEUE_OPTIONS: QueueOptions & { name: string } = {
  name: CONNECTION_QUEUE,
  settings: { stalledInterval: 5_000, maxStalledCount: 10 },
};

@Injectable()
export class ConnectionQueue {
  constructor(@InjectQueue(CONNECTION_QUEUE) private readonly queue: Queue<DepartureJob>) {}

  async depart(departureId: string): Promise<void> {
    const options: JobOptions = {
      jobId: departureId,
      delay: DEPARTURE_DELAY_MS,
      attempts: ATTEMPTS,
      backoff: { type: 'exponential', delay: FIRST_RETRY_MS },
      removeOnComplete: true,
      removeOnFail: true,
    };
    await within('queueing a departure', this.queue.add({ departureId }, options));
  }
}
