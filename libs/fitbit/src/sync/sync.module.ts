import { BullModule } from '@nestjs/bull';
import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module';
import { StorageModule } from '../storage/storage.module';
import { TokensModule } from '../tokens/tokens.module';
import { UpstreamModule } from '../upstream/upstream.module';
import { Budget } from '../quota/budget';
import { CircuitBreaker } from '../quota/circuit-breaker';
import { FetchService } from './fetch.service';
import { HISTORICAL_QUEUE_OPTIONS, HistoricalQueue } from '../queue/historical.queue';
import { HistoryService } from './history.service';
import { ImportOutlook } from './import-outlook';
import { ProgressService } from './progress.service';
import { RetryService } from './retry.service';
import { RedisBudget } from '../quota/redis-budget';
import { UPDATE_QUEUE_OPTIONS, UpdateQueue } from '../queue/update.queue';
import { UpdateService } from './update.service';
import { UpstreamSessions } from './upstream-sessions';

@Module({
  imports: [
    BullModule.registerQueue(HISTORICAL_QUEUE_OPTIONS, UPDATE_QUEUE_OPTIONS),
    EventsModule,
    StorageModule,
    TokensModule,
    UpstreamModule,
  ],
  providers: [
    HistoricalQueue,
    UpdateQueue,
    { provide: Budget, useClass: RedisBudget },
    CircuitBreaker,
    UpstreamSessions,
    HistoryService,
    UpdateService,
    FetchService,
    ImportOutlook,
    ProgressService,
    RetryService,
  ],
  exports: [
    HistoricalQueue,
    UpdateQueue,
    UpstreamSessions,
    HistoryService,
    UpdateService,
    FetchService,
    ProgressService,
    RetryService,
  ],
})
export class SyncModule {}
