import { Controller, Get, Render, UseInterceptors } from '@nestjs/common';
import {
  type ConnectionSummary,
  CurrentFitbit,
  FitbitIntegrationWarning,
  FitbitViewInterceptor,
  RequireFitbit,
} from 'nestjs-fitbit';

/** Pages: the view knows who is integrated, and shows what there is to say. */
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

/** JSON: 403 says where to connect, the header X-Fitbit-Warning what is missing. */
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
