import { Module } from '@nestjs/common';
import { StorageModule } from '../storage/storage.module';
import { SyncModule } from '../sync/sync.module';
import { UpstreamModule } from '../upstream/upstream.module';
import { WakeUpDispatcher } from './wake-up-dispatcher';
import { WebhookService } from './webhook.service';

@Module({
  imports: [StorageModule, SyncModule, UpstreamModule],
  providers: [WakeUpDispatcher, WebhookService],
  exports: [WebhookService],
})
export class WebhookModule {}
