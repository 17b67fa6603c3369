import { Module } from '@nestjs/common';
import { ConnectionModule } from '../connection/connection.module';
import { DataModule } from '../data/data.module';
import { OauthModule } from '../oauth/oauth.module';
import { AuthorizationController } from './authorization.controller';
import { DataController } from './data.controller';
import { DataRoute } from './data-route';
import { Pages } from './pages';
import { SignedInUsers } from './signed-in-users';

/** The only module with controllers. */
@Module({
  imports: [ConnectionModule, DataModule, OauthModule],
  controllers: [AuthorizationController, DataController],
  providers: [DataRoute, Pages, SignedInUsers],
})
export class FitbitHttpModule {}
