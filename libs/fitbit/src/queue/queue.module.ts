import { Module } from '@nestjs/common';
import { BullQueuesModule } from './bull/bull-queues.module';
import { ConnectionQueue } from './connection.queue';
import { HistoricalQueue } from './historical.queue';
import { UpdateQueue } from './update.queue';

@Module({
  imports: [BullQueuesModule],
  providers: [ConnectionQueue, HistoricalQueue, UpdateQueue],
  exports: [BullQueuesModule, ConnectionQueue, HistoricalQueue, UpdateQueue],
})
export class QueueModule {}
