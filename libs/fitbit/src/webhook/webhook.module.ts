import { Module } from '@nestjs/common';
import { StorageModule } from '../storage/storage.module';
import { QueueModule } from '../queue/queue.module';
import { UpstreamModule } from '../upstream/upstream.module';
import { WakeUpDispatcher } from './wake-up-dispatcher';
import { WebhookService } from './webhook.service';

@Module({
  imports: [QueueModule, StorageModule, UpstreamModule],
  providers: [WakeUpDispatcher, WebhookService],
  exports: [WebhookService],
})
export class WebhookModule {}
