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
import { UpstreamSessions } from './upstream-sessions';

@Module({
  imports: [BullModule.registerQueue(HISTORICAL_QUEUE_OPTIONS), StorageModule, TokensModule, UpstreamModule],
  providers: [
    HistoricalQueue,
    { provide: Budget, useClass: RedisBudget },
    UpstreamSessions,
    HistoryService,
    FetchService,
    ProgressService,
  ],
  exports: [HistoricalQueue, UpstreamSessions, HistoryService, FetchService, ProgressService],
})
export class SyncModule {}
