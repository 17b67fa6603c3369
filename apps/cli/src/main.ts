import { CommandFactory } from 'nest-commander';
import { boot } from '../../common/src';
import { CliModule } from './cli.module';
import { StderrLogger } from './stderr-logger';

boot(async () => {
  const application = await CliModule.register();
  await CommandFactory.run(application as never, {
    abortOnError: false,
    logger: new StderrLogger({ logLevels: ['error', 'warn'] }),
    serviceErrorHandler: (error: Error) => {
      process.stderr.write(`${error.message}\n`);
      process.exitCode = 1;
    },
  });
});
