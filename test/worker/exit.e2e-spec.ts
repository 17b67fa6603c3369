import { startSandbox, type Sandbox } from 'nestjs-fitbit-sandbox';
import { Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { getQueueToken } from '@nestjs/bull';
import type { Queue } from 'bull';
import { FitbitService } from 'nestjs-fitbit';
import { DataSource } from 'typeorm';
import { CONNECTION_QUEUE, HISTORICAL_QUEUE, REVOKE_JOB } from '../support/internals';
import { connectUser } from '../support/connect';
import { Gate } from '../support/gate';
import { type HostApp, type HostServices, startHostApp, startServices } from '../support/host-app';
import { createQueue } from '../support/queues';
import { fillHoles } from '../support/sweeps';
import { startTcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';

jest.setTimeout(60_000); // a bound for a busy machine

/** A host that closes its database with its own hook, before Nest comes to the module that opened it. */
@Injectable()
class ClosesItsDatabase implements OnApplicationShutdown {
  constructor(private readonly database: DataSource) {}

  async onApplicationShutdown(): Promise<void> {
    await this.database.destroy();
  }
}

@Module({ providers: [ClosesItsDatabase] })
class HostDatabaseModule {}

describe('a worker that stops while it waits for the upstream', () => {
  let sandbox: Sandbox;
  let gate: Gate;
  let services: HostServices;
  let application: HostApp;
  let worker: HostApp;
  let fitbit: FitbitService;
  let historical: Queue;
  let connections: Queue;
  const logged = jest.fn();
  const start = (http: boolean, redisUrl = services.redis.url) =>
    startHostApp({
      redisUrl,
      services,
      upstreamBaseUrl: http ? sandbox.url : gate.url,
      options: { subscribe: true, subscriptions: { activities: ['steps', 'distance'] }, requestsPerMinutePerUser: 0 },
      shape: { http, workers: !http },
      imports: [HostDatabaseModule],
    });
  /** A worker that is busy with all the fetches it can have in hand, and more behind them. */
  const startBusyWorker = async (redisUrl?: string) => {
    gate.hold(/dataTypes|revoke/);
    worker = await start(false, redisUrl);
    const silent = () => undefined;
    worker.app.useLogger({ log: silent, warn: logged, error: logged });
    await until('its fetches to wait for the upstream', () => gate.waiting === 10);
  };
  const failures = () => services.database.dataSource.query<unknown[]>('SELECT * FROM fitbit_fetch_failure');
  const stored = async () => (await fitbit.importProgress('alice'))?.doneDays ?? 0;

  beforeAll(async () => {
    sandbox = await startSandbox({ people: 2, seed: 6, years: 3, quota: false });
    gate = await Gate.start(sandbox.url);
    services = await startServices();
    historical = createQueue(services.redis, HISTORICAL_QUEUE);
    connections = createQueue(services.redis, CONNECTION_QUEUE);
    application = await start(true);
    fitbit = application.app.get(FitbitService);
    await connectUser(application, 'alice', { person: 'p1' });
  });
  beforeEach(() => logged.mockClear());
  afterAll(async () => {
    await application.close();
    await historical.close();
    await connections.close();
    await gate.close();
    await services.close();
    await sandbox.close();
  });

  it('finishes what it has begun while the database is open, and begins nothing new', async () => {
    await startBusyWorker();
    const { waiting } = await historical.getJobCounts();
    const own = worker.app.get<Queue>(getQueueToken(HISTORICAL_QUEUE), { strict: false });
    const closing = worker.close();
    await until('the worker to take no more', () => own.isPaused(true));
    gate.open();
    await closing;
    expect(await historical.getJobCounts()).toMatchObject({ active: 0, delayed: 0, failed: 0, waiting });
    expect(await stored()).toBeGreaterThan(10 * 80);
    expect(await failures()).toEqual([]);
    expect(logged).not.toHaveBeenCalled();
  });

  it('releases in time the jobs that take too long, as if they had never begun', async () => {
    await connectUser(application, 'bob', { person: 'p2' });
    await fitbit.disconnect('bob');
    const before = await stored();
    await startBusyWorker();
    const [delayed] = (await connections.getDelayed()).filter(({ name }) => name === REVOKE_JOB);
    await delayed?.promote();
    await until('the revocation to wait too', () => gate.waiting === 11);
    const { waiting } = await historical.getJobCounts();
    await worker.close();
    expect(gate.waiting).toBe(11);
    expect(await historical.getJobCounts()).toMatchObject({ active: 0, delayed: 0, failed: 0, waiting: waiting + 10 });
    const released = (await connections.getWaiting()).find(({ name }) => name === REVOKE_JOB);
    expect(released?.attemptsMade).toBe(0);
    expect(await stored()).toBe(before);

    gate.open();
    worker = await start(false);
    await until('another worker to have done it', async () => (await fitbit.importProgress('alice'))?.complete);
    await worker.close();
    expect(await failures()).toEqual([]);
    expect(logged).not.toHaveBeenCalled();
  });

  it('stops even when Redis is unavailable and accepts no release', async () => {
    const { hostname, port } = new URL(services.redis.url);
    const proxy = await startTcpProxy({ host: hostname, port: Number(port || 6379) });
    await services.database.dataSource.query("UPDATE fitbit_coverage SET fetched = '{}', final = '{}'");
    await fillHoles(application, 'alice');
    await startBusyWorker(`redis://127.0.0.1:${proxy.port}`);
    await proxy.close();
    await worker.close();
    expect(gate.waiting).toBe(10);
    expect(await failures()).toEqual([]);
    expect(logged).not.toHaveBeenCalled();
    gate.open();
  });
});
