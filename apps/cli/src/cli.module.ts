import { Module, type DynamicModule } from '@nestjs/common';
import { FitbitCommandsModule } from 'nestjs-fitbit/commands';
import { connectFitbit, PlatformModule, type Variables } from '../../common/src';
import { MigrateCommand } from './migrate.command';

/** Only the commands: no route and no worker. */
@Module({})
export class CliModule {
  /** @throws EnvironmentError */
  static async register(variables?: Variables): Promise<DynamicModule> {
    return {
      module: CliModule,
      imports: [
        await PlatformModule.register(variables),
        connectFitbit({ http: false, workers: false }),
        FitbitCommandsModule,
      ],
      providers: [MigrateCommand],
    };
  }
}
