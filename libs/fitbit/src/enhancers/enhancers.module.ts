import { Module } from '@nestjs/common';
import { FitbitServiceModule } from '../fitbit-service.module';
import { HostModule } from '../host/host.module';
import { RequestConnections } from './request-connections';
import { ResponseMessages } from './response-messages';
import { WarningTexts } from './warning-texts';

/**
 * The providers of the guard, the interceptors and the pipe. Nest creates enhancers in the host's modules, so every module
 * that uses them imports `FitbitModule`, as it does for `FitbitService`. Also works with `http: false`.
 */
@Module({
  imports: [FitbitServiceModule, HostModule],
  providers: [RequestConnections, ResponseMessages, WarningTexts],
  exports: [RequestConnections, ResponseMessages, WarningTexts],
})
export class EnhancersModule {}
