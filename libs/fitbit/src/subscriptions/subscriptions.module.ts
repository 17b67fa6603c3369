import { Module } from '@nestjs/common';
import { StorageModule } from '../storage/storage.module';
import { SyncModule } from '../sync/sync.module';
import { UpstreamModule } from '../upstream/upstream.module';
import { SubscriptionService } from './subscription.service';

@Module({
  imports: [StorageModule, SyncModule, UpstreamModule],
  providers: [SubscriptionService],
  exports: [SubscriptionService],
})
export class SubscriptionsModule {}
