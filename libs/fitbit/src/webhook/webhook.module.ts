import { Module } from '@nestjs/common';
import { StorageModule } from '../storage/storage.module';
import { SyncModule } from '../sync/sync.module';
import { UpstreamModule } from '../upstream/upstream.module';
import { BellRinger } from './bell-ringer';
import { WebhookService } from './webhook.service';

@Module({
  imports: [StorageModule, SyncModule, UpstreamModule],
  providers: [BellRinger, WebhookService],
  exports: [WebhookService],
})
export class WebhookModule {}
