import { Module } from '@nestjs/common';
import { ConnectionModule } from './connection/connection.module';
import { DataModule } from './data/data.module';
import { EventsModule } from './events/events.module';
import { FitbitService } from './fitbit.service';
import { SyncModule } from './sync/sync.module';
import { WebhookModule } from './webhook/webhook.module';

/** What the host injects: the API and the events. */
@Module({
  imports: [ConnectionModule, DataModule, EventsModule, SyncModule, WebhookModule],
  providers: [FitbitService],
  exports: [EventsModule, FitbitService],
})
export class FitbitServiceModule {}
