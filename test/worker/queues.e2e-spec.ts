import { startSandbox, type Sandbox } from 'nestjs-fitbit-sandbox';
import { BullModule, getQueueToken } from '@nestjs/bull';
import { NestFactory } from '@nestjs/core';
import type { Queue } from 'bull';
import { FitbitService } from 'nestjs-fitbit';
import { WorkerModule } from '../../apps/worker/src/worker.module';
import { CONNECTION_QUEUE, HISTORICAL_QUEUE, UPDATE_QUEUE } from '../support/internals';
import { variablesFor } from '../support/variables';
import { connectUser } from '../support/connect';
import { type HostApp, type HostServices, startHostApp, startServices } from '../support/host-app';
import { SandboxControl } from '../../tools/support/sandbox-control';
import { until } from '../support/until';

jest.setTimeout(60_000); // a bound for a busy machine

const NAMES = [CONNECTION_QUEUE, HISTORICAL_QUEUE, UPDATE_QUEUE];

describe('the queues of a worker', () => {
  it('raise no uncaught error when it stops while it is starting', async () => {
    const services = await startServices();
    const uncaught = jest.fn();
    process.on('unhandledRejection', uncaught);
    try {
      for (let round = 0; round < 40; round += 1) {
        const module = await WorkerModule.register(variablesFor(services));
        await (await NestFactory.createApplicationContext(module, { logger: false })).close();
      }
    } finally {
      process.off('unhandledRejection', uncaught);
      await services.close();
    }
    expect(uncaught).not.toHaveBeenCalled();
  });
});

describe('the queues', () => {
  let sandbox: Sandbox;
  let services: HostServices;
  const hosts: HostApp[] = [];
  const start = async (settings: Partial<Parameters<typeof startHostApp>[0]>) => {
    const options = { subscribe: true, subscriptions: { activities: ['steps'] } };
    const host = await startHostApp({ services, upstreamBaseUrl: sandbox.url, options, ...settings });
    hosts.push(host);
    return host;
  };

  beforeAll(async () => {
    sandbox = await startSandbox({ people: 2, seed: 4, years: 1, quota: false });
    services = await startServices();
  });
  afterEach(async () => {
    await Promise.all(hosts.splice(0).map((host) => host.close()));
  });
  afterAll(async () => {
    await services.close();
    await sandbox.close();
  });

  it("use the same stall timeout in every process, regardless of the host's own queue settings", async () => {
    const bull = { settings: { stalledInterval: 1, lockDuration: 2, maxStalledCount: 3 } };
    for (const shape of [{ workers: false }, { http: false }, {}]) await start({ shape, bull });
    const settings = NAMES.flatMap((name) =>
      hosts.map(({ app }) => app.get<Queue & { settings: object }>(getQueueToken(name), { strict: false }).settings),
    );
    expect(settings).toHaveLength(9);
    const same = { stalledInterval: 5_000, lockDuration: 10_000, lockRenewTime: 5_000, maxStalledCount: 10 };
    for (const each of settings) expect(each).toMatchObject(same);
  });

  it('work when the host sets other defaults for all its queues', async () => {
    const defaultJobOptions = { timeout: 1, attempts: 1, priority: 1, lifo: true };
    const host = await start({ bull: { defaultJobOptions, limiter: { max: 1, duration: 3_600_000 } } });
    await connectUser(host, 'bob', { person: 'p2' });
    const fitbit = host.app.get(FitbitService);
    await until('the history', async () => (await fitbit.importProgress('bob'))?.complete, 10_000);
  });

  it('work when the host registers them, too, to watch them', async () => {
    const host = await start({ imports: [BullModule.registerQueue(...NAMES.map((name) => ({ name })))] });
    const looking = host.app.get<Queue>(getQueueToken(HISTORICAL_QUEUE), { strict: false });
    await new SandboxControl(sandbox).fail({ match: { path: '/dataTypes/' }, status: 429 });
    await connectUser(host, 'alice', { person: 'p1' });
    const postponed = await until('a fetch that waits for its quota', async () => (await looking.getDelayed())[0]);
    expect(postponed.failedReason).toMatch(/^Runs again in/);
  });
});
