import { BullModule, getQueueToken } from '@nestjs/bull';
import { Module, type Provider } from '@nestjs/common';
import type { Queue } from 'bull';
import { SharedClock } from '../../model/shared-clock';
import { RedisScripts } from '../../redis/redis-scripts';
import { CONNECTION_QUEUE } from '../connection.queue';
import { HISTORICAL_QUEUE } from '../historical.queue';
import { JOB_QUEUES, type JobQueue, jobQueueToken } from '../job-queue';
import { UPDATE_QUEUE } from '../update.queue';
import { BullJobQueue } from './bull-job-queue';
import { BULL_QUEUE_OPTIONS } from './bull-queue-options';

const NAMES = [CONNECTION_QUEUE, HISTORICAL_QUEUE, UPDATE_QUEUE];

const JOB_QUEUE_PROVIDERS: Provider[] = NAMES.map((name) => ({
  provide: jobQueueToken(name),
  inject: [getQueueToken(name), SharedClock],
  useFactory: (queue: Queue<object>, clock: SharedClock) => new BullJobQueue(queue, clock),
}));

/** The job queues on Bull, in the Redis that the host gave to `@nestjs/bull`. */
@Module({
  imports: [BullModule.registerQueue(...NAMES.map((name) => ({ name, ...BULL_QUEUE_OPTIONS })))],
  providers: [
    ...JOB_QUEUE_PROVIDERS,
    { provide: JOB_QUEUES, inject: NAMES.map(jobQueueToken), useFactory: (...queues: JobQueue[]) => queues },
    // `@nestjs/bull` gives access to the host's Redis only through a queue. Scripts share the connection of this one.
    {
      provide: RedisScripts,
      inject: [getQueueToken(HISTORICAL_QUEUE)],
      useFactory: (queue: Queue) => new RedisScripts(queue),
    },
  ],
  exports: [...NAMES.map(jobQueueToken), JOB_QUEUES, RedisScripts],
})
export class BullQueuesModule {}
