import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FitbitService } from 'nestjs-fitbit';
import { accessSync, constants, mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  ApplicationLogger,
  boot,
  connectFitbit,
  ENVIRONMENT,
  PlatformModule,
  type Environment,
} from '../../apps/common/src';
import { SandboxControl } from '../support/sandbox-control';
import { runOnce } from './run-once';

/** Reads the ledger and the stored points; the routes and the workers run in other processes. */
@Module({})
class OnceModule {}

/** Called before the import, which takes minutes, so that a folder that cannot be written is reported at once. */
function prepare(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true });
    accessSync(directory, constants.W_OK);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    process.stderr.write(`--export ${directory}: the folder cannot be written (${code}). Name another one.\n`);
    process.exit(2);
  }
}

boot(async () => {
  const { values } = parseArgs({ options: { export: { type: 'string' } } });
  const directory = values.export;
  if (directory !== undefined) prepare(directory);

  const imports = [await PlatformModule.register(), connectFitbit({ http: false, workers: false })];
  const app = await NestFactory.createApplicationContext(
    { module: OnceModule, imports },
    { abortOnError: false, logger: new ApplicationLogger(['error', 'warn'], 'stderr') },
  );
  const { publicUrl, fitbit } = app.get<Environment>(ENVIRONMENT);
  if (fitbit.upstreamBaseUrl === undefined)
    throw new Error('FITBIT_UPSTREAM_BASE_URL must be the address of a sandbox.');
  const sandbox = new SandboxControl({ url: fitbit.upstreamBaseUrl });
  const complete = await runOnce({
    sandbox,
    sampleUrl: publicUrl,
    fitbit: app.get(FitbitService),
    directory,
    print: (text) => process.stdout.write(`${text}\n`),
  });
  await app.close();
  process.exitCode = complete ? 0 : 1;
});
