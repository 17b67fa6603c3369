import { BullModule, getQueueToken } from '@nestjs/bull';
import { Module } from '@nestjs/common';
import type { Queue } from 'bull';
import { RedisScripts } from '../redis/redis-scripts';
import { CONNECTION_QUEUE_OPTIONS, ConnectionQueue } from './connection.queue';
import { HISTORICAL_QUEUE, HISTORICAL_QUEUE_OPTIONS, HistoricalQueue } from './historical.queue';
import { UPDATE_QUEUE_OPTIONS, UpdateQueue } from './update.queue';

@Module({
  imports: [BullModule.registerQueue(HISTORICAL_QUEUE_OPTIONS, UPDATE_QUEUE_OPTIONS, CONNECTION_QUEUE_OPTIONS)],
  providers: [
    ConnectionQueue,
    HistoricalQueue,
    UpdateQueue,
    // The host's Redis connection is reached through a queue only; scripts share the one of this queue.
    {
      provide: RedisScripts,
      inject: [getQueueToken(HISTORICAL_QUEUE)],
      useFactory: (queue: Queue) => new RedisScripts(queue),
    },
  ],
  exports: [ConnectionQueue, HistoricalQueue, RedisScripts, UpdateQueue],
})
export class QueueModule {}
