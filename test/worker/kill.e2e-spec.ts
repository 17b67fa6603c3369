import { getQueueToken } from '@nestjs/bull';
import { startSandbox, type Sandbox } from 'nestjs-fitbit-sandbox';
import type { Queue } from 'bull';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { type DataPoint, type FitbitModuleShape, FitbitService } from 'nestjs-fitbit';
import { HISTORICAL_QUEUE } from '../support/internals';
import { connectUser } from '../support/connect';
import { Gate } from '../support/gate';
import { type HostApp, type HostServices, startHostApp, startServices } from '../support/host-app';
import { SandboxControl } from '../../tools/support/sandbox-control';
import { fillHoles } from '../support/sweeps';
import { until } from '../support/until';

const WORKER = path.resolve(__dirname, '../../dist/apps/worker/src/main.js');
const KEY = randomBytes(32).toString('base64');
/** Reads that never need a second page: one planned request is one request. */
const ACTIVITIES = { activities: ['steps', 'distance', 'floors', 'calories', 'minutesVeryActive', 'tracker/steps'] };

describe('a worker that is killed in the middle of an import', () => {
  let sandbox: Sandbox;
  let gate: Gate;
  let services: HostServices;
  let host: HostApp;
  let control: SandboxControl;
  let worker: ChildProcess | undefined;

  beforeAll(async () => {
    sandbox = await startSandbox({ people: 2, seed: 5, years: 3, quota: false });
    control = new SandboxControl(sandbox);
    gate = await Gate.start(sandbox.url);
    services = await startServices();
    host = await startHost({ workers: false });
  });
  afterAll(async () => {
    await stop('SIGKILL');
    await host.close();
    await services.close();
    await gate.close();
    await sandbox.close();
  });

  function startHost(shape: FitbitModuleShape): Promise<HostApp> {
    return startHostApp({
      services,
      upstreamBaseUrl: sandbox.url,
      shape,
      options: {
        subscribe: true,
        requestsPerMinutePerUser: 0,
        subscriptions: ACTIVITIES,
        encryptionKeys: [{ id: 'test', key: KEY }],
      },
    });
  }

  function startWorker(): void {
    worker = spawn(process.execPath, [WORKER], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: services.database.url,
        REDIS_URL: services.redis.url,
        REDIS_KEY_PREFIX: services.redis.prefix,
        FITBIT_PUBLIC_URL: host.url,
        FITBIT_UPSTREAM_BASE_URL: gate.url,
        FITBIT_CONSUMER_KEY: 'sandbox-client',
        FITBIT_CONSUMER_SECRET: 'sandbox-secret',
        FITBIT_ENCRYPTION_KEYS: `test:${KEY}`,
        FITBIT_SUBSCRIBE: 'true',
        FITBIT_SUBSCRIPTIONS: JSON.stringify(ACTIVITIES),
        FITBIT_HISTORICAL_INIT_DELAY: '0',
        FITBIT_BETWEEN_DELAY: '0',
        FITBIT_REQUESTS_PER_MINUTE_PER_USER: '0',
      },
    });
  }

  async function stop(signal: NodeJS.Signals): Promise<void> {
    if (worker?.exitCode === null && worker.signalCode === null) {
      worker.kill(signal);
      await once(worker, 'exit');
    }
  }

  it('resumes where it was: the same result, and no stored window is fetched again', async () => {
    const fitbit = host.app.get(FitbitService);
    const daysDone = async () => (await fitbit.importProgress('alice'))?.doneDays ?? 0;
    await control.fail({ match: { path: 'dailyRollUp' }, delayMs: 40 });
    startWorker();
    await connectUser(host, 'alice', { person: 'p1' });
    const planned = await control.requests('dailyRollUp').then(() => fitbit.importProgress('alice'));
    await until('a third of the history', async () => (await daysDone()) > (planned?.totalDays ?? 0) / 3);
    await stop('SIGKILL');

    // Requests under way at the sandbox end and are counted there, but nothing more is stored.
    await until('the requests under way to end', () => gate.underWay === 0);
    const doneAtKill = await daysDone();
    const missing = await fillHoles(host, 'alice');
    await control.heal();
    await control.resetRequests();
    startWorker();
    await until('the whole history', async () => (await fitbit.importProgress('alice'))?.complete, 60_000);
    await stop('SIGTERM');

    expect(doneAtKill).toBeGreaterThan(0);
    expect(missing).toBeGreaterThan(0);
    expect(await control.requests('dailyRollUp')).toBe(missing);
    const stored: DataPoint[] = [];
    for await (const point of fitbit.allPoints('alice')) stored.push(point);
    const selected = new Set(ACTIVITIES.activities.map((name) => `activities/${name}`));
    const text = ({ resource, date, value }: { resource: string; date: string; value: string }) =>
      `${resource} ${date} ${value}`;
    expect(stored.map(text).sort()).toEqual(
      (await control.truth('p1'))
        .filter((p) => selected.has(p.resource))
        .map(text)
        .sort(),
    );
    expect(worker?.exitCode).toBe(0);
  }, 120_000);

  it('loses its jobs to the other workers within 15 seconds', async () => {
    gate.hold(/dailyRollUp/);
    startWorker();
    await connectUser(host, 'bob', { person: 'p2' });
    await until('all that it takes at a time', () => gate.waiting === 10);
    const other = await startHost({ http: false });
    const queue = other.app.get<Queue>(getQueueToken(HISTORICAL_QUEUE), { strict: false });
    await until('the other to have done the rest', async () => {
      const { active, waiting } = await queue.getJobCounts();
      return active === 10 && waiting === 0;
    });
    await stop('SIGKILL');
    const fitbit = host.app.get(FitbitService);
    const limitMs = 15_000 + 5_000; // for a busy machine
    await until('the whole history', async () => (await fitbit.importProgress('bob'))?.complete, limitMs);
    await other.close();
    expect(gate.waiting).toBe(10);
  }, 120_000);

  it('[B6] leaves an unfinished refresh to any process: one without workers repeats it, and nothing is called', async () => {
    const { dataSource } = services.database;
    const alice = async () => {
      const sql = "SELECT version, refresh_lease_until AS lease FROM fitbit_connection WHERE user_id = 'alice'";
      return (await dataSource.query<{ version: number; lease: Date | null }[]>(sql))[0];
    };
    const before = await alice();
    await dataSource.query(
      "UPDATE fitbit_connection SET refresh_begun_at = now() - interval '20 s', refresh_lease_until = now() - interval '10 s' WHERE user_id = 'alice'",
    );
    const repeated = await until('new tokens', async () => {
      const now = await alice();
      return now && before && now.version > before.version && now;
    });
    expect(repeated.lease).toBeNull();
  });
});
