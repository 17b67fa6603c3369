import { CommandFactory } from 'nest-commander';
import { ApplicationLogger, boot } from '../../common/src';
import { CliModule } from './cli.module';

boot(async () => {
  const application = await CliModule.register();
  await CommandFactory.run(application, {
    abortOnError: false,
    logger: new ApplicationLogger(['error', 'warn'], 'stderr'),
    serviceErrorHandler: (error: Error) => {
      process.stderr.write(`${error.message}\n`);
      process.exitCode = 1;
    },
  });
});
