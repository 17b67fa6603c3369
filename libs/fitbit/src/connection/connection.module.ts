import { BullModule } from '@nestjs/bull';
import { Module } from '@nestjs/common';
import { DataModule } from '../data/data.module';
import { EventsModule } from '../events/events.module';
import { OauthModule } from '../oauth/oauth.module';
import { StorageModule } from '../storage/storage.module';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module';
import { SyncModule } from '../sync/sync.module';
import { TokensModule } from '../tokens/tokens.module';
import { UpstreamModule } from '../upstream/upstream.module';
import { WebhookModule } from '../webhook/webhook.module';
import { AuthorizationRateLimit } from '../quota/authorization-rate-limit';
import { ConnectService } from './connect.service';
import { CONNECTION_QUEUE_OPTIONS, ConnectionQueue } from '../queue/connection.queue';
import { RevocationService } from './revocation.service';
import { ErasureService } from './erasure.service';
import { FitbitService } from '../fitbit.service';

@Module({
  imports: [
    BullModule.registerQueue(CONNECTION_QUEUE_OPTIONS),
    DataModule,
    EventsModule,
    OauthModule,
    StorageModule,
    SubscriptionsModule,
    SyncModule,
    TokensModule,
    UpstreamModule,
    WebhookModule,
  ],
  providers: [
    AuthorizationRateLimit,
    ConnectionQueue,
    ConnectService,
    RevocationService,
    ErasureService,
    FitbitService,
  ],
  exports: [AuthorizationRateLimit, ConnectionQueue, ConnectService, RevocationService, EventsModule, FitbitService],
})
export class ConnectionModule {}
