import { InjectQueue } from '@nestjs/bull';
import { Injectable } from '@nestjs/common';
import type { Queue, QueueOptions } from 'bull';
import type { WakeUp } from '../storage/inbox.repository';
import { type FetchJob, FetchQueue, idOfFetch, type ScheduledFetch } from './fetch.queue';
import { QUEUE_OPTIONS } from './job.queue';

export const UPDATE_QUEUE = 'fitbit-update';
export const WAKE_UP_JOB = 'wake-up';
export const FETCH_JOB = 'fetch';

/** Look into the inbox of this connection. */
export interface WakeUpJob {
  readonly connectionId: string;
}

export const UPDATE_QUEUE_OPTIONS: QueueOptions & { name: string } = {
  name: UPDATE_QUEUE,
  ...QUEUE_OPTIONS,
};

/** Bells, and the fetches of what they rang for. */
@Injectable()
export class UpdateQueue extends FetchQueue<WakeUpJob | FetchJob> {
  constructor(@InjectQueue(UPDATE_QUEUE) queue: Queue<WakeUpJob | FetchJob>) {
    super(queue);
  }

  /**
   * A bell that hangs already rings once, and is told from the others at once: to have Bull drop it costs several times
   * as much. That it may just be answered does no harm, for whoever answers it looks again for what joined meanwhile.
   */
  addWakeUps(wakeUps: readonly WakeUp[]): Promise<void> {
    const jobs = wakeUps.map(({ connectionId, generation }) => ({
      name: WAKE_UP_JOB,
      id: `${connectionId}|${generation}`,
      data: { connectionId },
      delayMs: 0,
    }));
    return this.addJobs('queueing wake-ups', jobs, true);
  }

  /** The same fetch, waiting or running, is there already: Bull drops it, and it runs again when it was overtaken. */
  add(fetches: readonly ScheduledFetch[]): Promise<void> {
    const jobs = fetches.map(({ fetch, delayMs }) => ({ name: FETCH_JOB, id: idOfFetch(fetch), data: fetch, delayMs }));
    return this.addJobs('queueing updates', jobs);
  }
}
