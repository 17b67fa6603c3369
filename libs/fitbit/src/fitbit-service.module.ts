import { Module } from '@nestjs/common';
import { ConnectionModule } from './connection/connection.module';
import { DataModule } from './data/data.module';
import { EventsModule } from './events/events.module';
import { FitbitService } from './fitbit.service';
import { StorageModule } from './storage/storage.module';
import { SyncModule } from './sync/sync.module';
import { UpstreamModule } from './upstream/upstream.module';
import { WebhookModule } from './webhook/webhook.module';

/** What the host injects: the façade and the events. */
@Module({
  imports: [ConnectionModule, DataModule, EventsModule, StorageModule, SyncModule, UpstreamModule, WebhookModule],
  providers: [FitbitService],
  exports: [EventsModule, FitbitService],
})
export class FitbitServiceModule {}
