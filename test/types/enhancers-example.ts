import { Controller, Get, Render, UseInterceptors } from '@nestjs/common';
import {
  type ConnectionSummary,
  CurrentFitbit,
  FitbitIntegrationWarning,
  FitbitViewInterceptor,
  RequireFitbit,
} from 'nestjs-fitbit';

/** Pages: the view knows whether the user is integrated, and shows the messages. */
@Controller('pages')
@UseInterceptors(FitbitViewInterceptor)
export class PagesController {
  @Get('overview')
  @Render('overview')
  @FitbitIntegrationWarning((request: { hostname: string }) => `Connect your Fitbit with ${request.hostname}.`)
  overview() {
    return { title: 'Overview' };
  }

  @Get('charts')
  @Render('charts')
  @RequireFitbit({ redirect: true })
  charts(@CurrentFitbit() fitbit: ConnectionSummary) {
    return { since: fitbit.memberSince };
  }
}

/** JSON: the 403 says where to connect, the header X-Fitbit-Warning carries the message. */
@Controller('api')
export class ApiController {
  @Get('badges')
  @FitbitIntegrationWarning()
  badges() {
    return [];
  }

  @Get('zone')
  @RequireFitbit()
  zone(@CurrentFitbit() fitbit: ConnectionSummary) {
    return { timeZone: fitbit.timeZone };
  }
}
