import { Module } from '@nestjs/common';
import { ConnectionModule } from '../connection/connection.module';
import { StorageModule } from '../storage/storage.module';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module';
import { SyncModule } from '../sync/sync.module';
import { ConnectionProcessor } from './connection.processor';
import { HistoricalProcessor } from './historical.processor';
import { ResumeService } from './resume.service';

/** The only module with processors. */
@Module({
  imports: [ConnectionModule, StorageModule, SubscriptionsModule, SyncModule],
  providers: [HistoricalProcessor, ConnectionProcessor, ResumeService],
})
export class FitbitWorkerModule {}
