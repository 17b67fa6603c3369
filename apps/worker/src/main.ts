import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ApplicationLogger, boot } from '../../common/src';
import { collectEarly } from './collect-early';
import { WorkerModule } from './worker.module';

collectEarly();
boot(async () => {
  const worker = await NestFactory.createApplicationContext(await WorkerModule.register(), {
    abortOnError: false,
    logger: new ApplicationLogger(['error', 'warn', 'log']),
  });
  // Finishes the running jobs, gives back the rest, then ends with exit code 0.
  worker.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
  new Logger('Worker').log(`Ready, process ${process.pid}.`);
});
