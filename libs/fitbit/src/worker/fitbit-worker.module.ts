import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { ConnectionModule } from '../connection/connection.module';
import { StorageModule } from '../storage/storage.module';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module';
import { SyncModule } from '../sync/sync.module';
import { ConnectionProcessor } from './connection.processor';
import { FetchRunner } from './fetch-runner';
import { HistoricalProcessor } from './historical.processor';
import { SweepService } from './sweep.service';
import { UpdateProcessor } from './update.processor';

/** The only module with processors. */
@Module({
  imports: [ScheduleModule.forRoot(), ConnectionModule, StorageModule, SubscriptionsModule, SyncModule],
  providers: [FetchRunner, HistoricalProcessor, UpdateProcessor, ConnectionProcessor, SweepService],
})
export class FitbitWorkerModule {}
