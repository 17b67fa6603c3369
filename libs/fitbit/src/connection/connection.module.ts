import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module';
import { QueueModule } from '../queue/queue.module';
import { StorageModule } from '../storage/storage.module';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module';
import { SyncModule } from '../sync/sync.module';
import { TokensModule } from '../tokens/tokens.module';
import { UpstreamModule } from '../upstream/upstream.module';
import { ConnectService } from './connect.service';
import { ConnectionsService } from './connections.service';
import { ErasureService } from './erasure.service';
import { RevocationService } from './revocation.service';

@Module({
  imports: [EventsModule, QueueModule, StorageModule, SubscriptionsModule, SyncModule, TokensModule, UpstreamModule],
  providers: [ConnectService, ConnectionsService, ErasureService, RevocationService],
  exports: [ConnectService, ConnectionsService, ErasureService, RevocationService],
})
export class ConnectionModule {}
