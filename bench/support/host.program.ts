import 'reflect-metadata';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { FitbitModuleShape } from 'nestjs-fitbit';
import { type HostSettings, hostModules } from './module-options';
import { serve } from './program';

export interface HostTasks {
  /** Starts an application with the module. @returns its base URL */
  start(host: { readonly settings: HostSettings; readonly shape: FitbitModuleShape }): Promise<string>;
  /** Processor time of the process in milliseconds, which does not depend on other work on the machine. */
  cpuMs(argument: null): Promise<number>;
  /** The most memory that the process has used, in MiB. */
  peakMemoryMiB(argument: null): Promise<number>;
}

let app: INestApplication | undefined;

serve<HostTasks>(
  {
    start: async ({ settings, shape }) => {
      const root = { module: class BenchModule {}, imports: hostModules(settings, shape) };
      app = await NestFactory.create(root, { abortOnError: false, logger: ['error', 'warn'] });
      await app.listen(0, '127.0.0.1');
      return (await app.getUrl()).replace(/\/$/, '');
    },
    cpuMs: () => {
      const { user, system } = process.cpuUsage();
      return Promise.resolve((user + system) / 1000);
    },
    peakMemoryMiB: () => Promise.resolve(process.resourceUsage().maxRSS / 1024),
  },
  () => app?.close() ?? Promise.resolve(),
);
