import { Module } from '@nestjs/common';
import { ConnectionModule } from '../connection/connection.module';
import { DataModule } from '../data/data.module';
import { OauthModule } from '../oauth/oauth.module';
import { UpstreamModule } from '../upstream/upstream.module';
import { WebhookModule } from '../webhook/webhook.module';
import { AuthorizationController } from './authorization.controller';
import { DataController } from './data.controller';
import { DataRoute } from './data-route';
import { Pages } from '../host/pages';
import { RawBody } from '../webhook/raw-body';
import { RawBodyCheck } from '../webhook/raw-body-check';
import { SignedInUsers } from '../host/signed-in-users';
import { WebhookController } from './webhook.controller';

/** The only module with controllers. */
@Module({
  imports: [ConnectionModule, DataModule, OauthModule, UpstreamModule, WebhookModule],
  controllers: [AuthorizationController, DataController, WebhookController],
  providers: [DataRoute, Pages, RawBody, RawBodyCheck, SignedInUsers],
})
export class FitbitHttpModule {}
