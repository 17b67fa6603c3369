import { BullModule } from '@nestjs/bull';
import { Module } from '@nestjs/common';
import { StorageModule } from '../storage/storage.module';
import { TokensModule } from '../tokens/tokens.module';
import { UpstreamModule } from '../upstream/upstream.module';
import { Budget } from './budget';
import { FetchService } from './fetch.service';
import { HISTORICAL_QUEUE_OPTIONS, HistoricalQueue } from './historical.queue';
import { HistoryService } from './history.service';
import { ProgressService } from './progress.service';
import { RedisBudget } from './redis-budget';
import { UPDATE_QUEUE_OPTIONS, UpdateQueue } from './update.queue';
import { UpdateService } from './update.service';
import { UpstreamSessions } from './upstream-sessions';

@Module({
  imports: [
    BullModule.registerQueue(HISTORICAL_QUEUE_OPTIONS, UPDATE_QUEUE_OPTIONS),
    StorageModule,
    TokensModule,
    UpstreamModule,
  ],
  providers: [
    HistoricalQueue,
    UpdateQueue,
    { provide: Budget, useClass: RedisBudget },
    UpstreamSessions,
    HistoryService,
    UpdateService,
    FetchService,
    ProgressService,
  ],
  exports: [
    HistoricalQueue,
    UpdateQueue,
    UpstreamSessions,
    HistoryService,
    UpdateService,
    FetchService,
    ProgressService,
  ],
})
export class SyncModule {}
