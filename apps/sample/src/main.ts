import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ApplicationLogger, boot, ENVIRONMENT, type Environment } from '../../common/src';
import { configure } from './configure';
import { SampleModule } from './sample.module';

boot(async () => {
  const app = await NestFactory.create<NestExpressApplication>(await SampleModule.register(), {
    abortOnError: false,
    forceCloseConnections: true, // open event streams would hold up the end
    logger: new ApplicationLogger(['error', 'warn', 'log']),
    rawBody: true, // the signatures of notifications cover the bytes as they came
  });
  const environment = app.get<Environment>(ENVIRONMENT);
  configure(app, environment);
  app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
  await app.listen(environment.sample.port, environment.sample.host);
  new Logger('Sample').log(`Ready at ${environment.publicUrl.origin}/`);
});
