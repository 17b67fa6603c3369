import { Module } from '@nestjs/common';
import { StorageModule } from '../storage/storage.module';
import { SyncModule } from '../sync/sync.module';
import { TokensModule } from '../tokens/tokens.module';
import { UpstreamModule } from '../upstream/upstream.module';
import { SubscriptionConvergence } from './subscription-convergence';
import { SubscriptionService } from './subscription.service';

@Module({
  imports: [StorageModule, SyncModule, TokensModule, UpstreamModule],
  providers: [SubscriptionService, SubscriptionConvergence],
  exports: [SubscriptionService, SubscriptionConvergence],
})
export class SubscriptionsModule {}
