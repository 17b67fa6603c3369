import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module';
import { QueueModule } from '../queue/queue.module';
import { QuotaModule } from '../quota/quota.module';
import { StorageModule } from '../storage/storage.module';
import { TokensModule } from '../tokens/tokens.module';
import { UpstreamModule } from '../upstream/upstream.module';
import { FetchService } from './fetch.service';
import { HistoryService } from './history.service';
import { ImportOutlook } from './import-outlook';
import { ProgressService } from './progress.service';
import { RetryService } from './retry.service';
import { UpdateService } from './update.service';

const SERVICES = [FetchService, HistoryService, ProgressService, RetryService, UpdateService];

@Module({
  imports: [EventsModule, QueueModule, QuotaModule, StorageModule, TokensModule, UpstreamModule],
  providers: [...SERVICES, ImportOutlook],
  exports: SERVICES,
})
export class SyncModule {}
