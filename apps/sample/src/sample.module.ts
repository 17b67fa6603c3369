import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { connectFitbit, PlatformModule, type Variables } from '../../common/src';
import { DisconnectController } from './pages/disconnect.controller';
import { HomeController } from './pages/home.controller';
import { PageFilter } from './pages/page.filter';
import { TableController } from './pages/table.controller';
import { ProgressController } from './progress/progress.controller';
import { ProgressStream } from './progress/progress.stream';
import { RevisionStream } from './progress/revision.stream';
import { SeriesController } from './series/series.controller';
import { SeriesReader } from './series/series.reader';
import { LocalUsers } from './session/local-users';
import { signedInUser } from './session/session';
import { SessionController } from './session/session.controller';
import { Sessions } from './session/sessions';

/** A small host: a handful of users, pages, and the module's routes. The workers are a process of their own. */
@Module({
  controllers: [
    HomeController,
    SessionController,
    DisconnectController,
    ProgressController,
    SeriesController,
    TableController,
  ],
  providers: [
    LocalUsers,
    ProgressStream,
    RevisionStream,
    SeriesReader,
    Sessions,
    { provide: APP_FILTER, useClass: PageFilter },
  ],
})
export class SampleModule {
  /** @throws EnvironmentError */
  static async register(variables?: Variables): Promise<DynamicModule> {
    const fitbit = connectFitbit({ http: true, workers: false }, ({ fitbit: { signInUrl, errorTemplate } }) => ({
      user: signedInUser,
      signInUrl: signInUrl ?? '/sign-in',
      errorTemplate: errorTemplate ?? 'fitbit-error',
    }));
    return { module: SampleModule, imports: [await PlatformModule.register(variables), fitbit] };
  }
}
