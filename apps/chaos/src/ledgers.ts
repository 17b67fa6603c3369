import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FitbitService } from 'nestjs-fitbit';
import { ApplicationLogger, connectFitbit, ENVIRONMENT, type Environment, PlatformModule } from '../../common/src';

@Module({})
class DirectorModule {}

/** The module as a host sees it, without routes and workers. */
export class Ledgers {
  private constructor(private readonly app: INestApplicationContext) {}

  static async open(): Promise<Ledgers> {
    const imports = [await PlatformModule.register(), connectFitbit({ http: false, workers: false })];
    const app = await NestFactory.createApplicationContext(
      { module: DirectorModule, imports },
      { abortOnError: false, logger: new ApplicationLogger(['error', 'warn'], 'stderr') },
    );
    return new Ledgers(app);
  }

  get environment(): Environment {
    return this.app.get<Environment>(ENVIRONMENT);
  }

  /** What of the user's history is missing, as a text; nothing when it is complete. */
  async gapsOf(userId: string): Promise<string | undefined> {
    const progress = await this.app.get(FitbitService).importProgress(userId);
    if (!progress) return `user ${userId} has no connection`;
    if (progress.complete) return undefined;
    const open = progress.resources
      .filter(({ status }) => status === 'importing')
      .map(({ resource, doneDays, totalDays }) => `${resource} ${doneDays}/${totalDays}`);
    return `user ${userId}: ${open.join(', ')}`;
  }

  close(): Promise<void> {
    return this.app.close();
  }
}
