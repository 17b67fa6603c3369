import { Module, type DynamicModule } from '@nestjs/common';
import { connectFitbit, PlatformModule, type Variables } from '../../common/src';

/** Only the workers and the sweeps: no route, and no door but the queues. */
@Module({})
export class WorkerModule {
  /** @throws EnvironmentError */
  static async register(variables?: Variables): Promise<DynamicModule> {
    const platform = await PlatformModule.register(variables);
    return { module: WorkerModule, imports: [platform, connectFitbit({ http: false, workers: true })] };
  }
}
