import { Logger } from '@nestjs/common';
import { ApplicationLogger, boot } from '../../common/src';
import { startSample } from './start-sample';

boot(async () => {
  const { app, environment } = await startSample(new ApplicationLogger(['error', 'warn', 'log']));
  app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
  new Logger('Sample').log(`Ready at ${environment.publicUrl.origin}/`);
});
