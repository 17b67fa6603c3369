import { startSandbox, type Sandbox } from 'nestjs-fitbit-sandbox';
import { NestFactory } from '@nestjs/core';
import { FitbitService } from 'nestjs-fitbit';
import type { Variables } from '../../apps/common/src';
import { startSample } from '../../apps/sample/src/start-sample';
import { WorkerModule } from '../../apps/worker/src/worker.module';
import { freePort } from '../../tools/support/ports';
import { startServices } from './host-app';
import { variablesFor } from './variables';

/** Sandbox, sample and worker as the demo runs them, in one process. */
export interface Demo {
  readonly url: URL;
  readonly sandbox: Sandbox;
  readonly fitbit: FitbitService;
  close(): Promise<void>;
}

export async function startDemo(more: Variables = {}): Promise<Demo> {
  const sandbox = await startSandbox({ people: 4, seed: 3, years: 1, quota: false });
  const services = await startServices();
  const port = await freePort();
  const variables = variablesFor(services, {
    FITBIT_PUBLIC_URL: `http://127.0.0.1:${port}`,
    FITBIT_UPSTREAM_BASE_URL: sandbox.url,
    ...more,
    PORT: String(port),
  });
  const { app } = await startSample(false, variables);
  const worker = await NestFactory.createApplicationContext(await WorkerModule.register(variables), { logger: false });
  return {
    url: new URL(`http://127.0.0.1:${port}`),
    sandbox,
    fitbit: app.get(FitbitService),
    close: async () => {
      await Promise.all([app.close(), worker.close()]);
      await sandbox.close();
      await services.close();
    },
  };
}
