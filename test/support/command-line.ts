import { BullModule } from '@nestjs/bull';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CommandTestFactory } from 'nest-commander-testing';
import { FitbitModule, type FitbitModuleOptions } from 'nestjs-fitbit';
import { FitbitCommandsModule, Terminal } from 'nestjs-fitbit/commands';
import { RecordingTerminal } from './recording-terminal';
import { dataSourceOptions } from '../../tools/support/fitbit-database';
import type { HostServices } from './host-app';

/** One start of a host's own command line. */
export async function runCommand(
  { database, redis }: HostServices,
  options: FitbitModuleOptions,
  ...args: string[]
): Promise<RecordingTerminal> {
  const terminal = new RecordingTerminal();
  const cli = await CommandTestFactory.createTestingCommand({
    imports: [
      TypeOrmModule.forRoot(dataSourceOptions(database.url)),
      BullModule.forRoot({ url: redis.url, prefix: redis.prefix }),
      FitbitModule.forRoot({ ...options, http: false, workers: false }),
      FitbitCommandsModule,
    ],
  })
    .overrideProvider(Terminal)
    .useValue(terminal)
    .compile();
  cli.useLogger(false);
  await CommandTestFactory.run(cli, args);
  return terminal;
}
