import { type DynamicModule, Module } from '@nestjs/common';
import { ConnectionModule } from '../connection/connection.module';
import { DataModule } from '../data/data.module';
import { HostModule } from '../host/host.module';
import { OauthModule } from '../oauth/oauth.module';
import { QuotaModule } from '../quota/quota.module';
import { UpstreamModule } from '../upstream/upstream.module';
import { ROUTE_PREFIX } from '../options/tokens';
import { RawBody } from '../webhook/raw-body';
import { RawWebhookBodies } from '../webhook/raw-webhook-bodies';
import { WebhookModule } from '../webhook/webhook.module';
import { AuthorizationController } from './authorization.controller';
import { DataController } from './data.controller';
import { DataRoute } from './data-route';
import { WebhookController } from './webhook.controller';

/** The only module with controllers. */
@Module({
  imports: [ConnectionModule, DataModule, HostModule, OauthModule, QuotaModule, UpstreamModule, WebhookModule],
  controllers: [AuthorizationController, DataController, WebhookController],
  providers: [DataRoute, RawBody, RawWebhookBodies],
})
export class FitbitHttpModule {
  /** @param routePrefix - the path below which the routes are registered */
  static below(routePrefix: string): DynamicModule {
    return { module: FitbitHttpModule, providers: [{ provide: ROUTE_PREFIX, useValue: routePrefix }] };
  }
}
