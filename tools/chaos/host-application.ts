import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FitbitService } from 'nestjs-fitbit';
import { ApplicationLogger, connectFitbit, ENVIRONMENT, type Environment, PlatformModule } from '../../apps/common/src';

@Module({})
class HostModule {}

/** A host of the module in the run's own process, without routes and workers. */
export class HostApplication {
  private constructor(private readonly app: INestApplicationContext) {}

  static async open(): Promise<HostApplication> {
    const imports = [await PlatformModule.register(), connectFitbit({ http: false, workers: false })];
    const app = await NestFactory.createApplicationContext(
      { module: HostModule, imports },
      { abortOnError: false, logger: new ApplicationLogger(['error', 'warn'], 'stderr') },
    );
    return new HostApplication(app);
  }

  get environment(): Environment {
    return this.app.get<Environment>(ENVIRONMENT);
  }

  /** What is missing of the user's history, as a text; `undefined` when it is complete. */
  async gapsOf(userId: string): Promise<string | undefined> {
    const progress = await this.app.get(FitbitService).importProgress(userId);
    if (!progress) return `user ${userId} has no connection`;
    if (progress.complete) return undefined;
    const open = progress.resources
      .filter(({ status }) => status === 'importing')
      .map(({ resource, doneDays, totalDays }) => `${resource} ${doneDays}/${totalDays}`);
    return `user ${userId}: ${open.join(', ')}`;
  }

  /** Deletes everything of a user; the receipt has been given when this resolves. */
  async erase(userId: string): Promise<void> {
    await this.app.get(FitbitService).erase(userId);
  }

  close(): Promise<void> {
    return this.app.close();
  }
}
