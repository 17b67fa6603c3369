// notifications accepted per second, compared with a bare handler that inserts one row per body
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { startSandbox } from 'nestjs-fitbit-sandbox';
import { UPSTREAM_NAMES, type UpstreamName } from 'nestjs-fitbit';
import type { DataSource } from 'typeorm';
import type { BareTasks } from './intake/bare.program';
import type { LoadOutcome, LoadTasks } from './intake/load.program';
import { signedBodies } from './intake/signed-bodies';
import { type BenchResult, type BenchSettings, runBench } from './support/bench';
import { say } from '../tools/support/project';
import { connectUsers } from './support/connected-users';
import { createFitbitDatabase } from '../tools/support/fitbit-database';
import type { HostTasks } from './support/host.program';
import type { HostSettings } from './support/module-options';
import { Program } from './support/program';
import { createRedisKeyspace } from '../tools/support/redis-keyspace';
import { median, quantile, round } from './support/statistics';

const CONNECTIONS = 50;
const USERS = 500;
const BODY_SIZES = [1, 10];
const DIFFERENT_BODIES = 2_000;
const ROUTES: Readonly<Record<UpstreamName, string>> = {
  'google-health': '/fitbit/webhook',
  'fitbit-web-api': '/fitbit/update',
};

interface Pace {
  readonly pairs: number;
  readonly runMs: number;
  readonly warmUpMs: number;
}
const FULL: Pace = { pairs: 7, runMs: 3_000, warmUpMs: 3_000 };
const SMOKE: Pace = { pairs: 1, runMs: 100, warmUpMs: 0 };

async function measure({ smoke }: BenchSettings): Promise<BenchResult[]> {
  const pace = smoke ? SMOKE : FULL;
  const database = await createFitbitDatabase();
  const redis = createRedisKeyspace();
  const sandbox = await startSandbox({ people: 1, years: 1 });
  const load = Program.start<LoadTasks>(path.join(__dirname, 'intake/load.program.js'));
  const bare = Program.start<BareTasks>(path.join(__dirname, 'intake/bare.program.js'));
  const hosts: Program<HostTasks>[] = [];
  try {
    await database.dataSource.query(
      'CREATE TABLE bare_notification (id bigserial PRIMARY KEY, body jsonb NOT NULL, received_at timestamptz NOT NULL DEFAULT now())',
    );
    const floor = await bare.call('start', { databaseUrl: database.url });
    const results: BenchResult[] = [];
    for (const upstream of UPSTREAM_NAMES) {
      const accounts = await connectUsers(database.dataSource, upstream, USERS);
      const settings: HostSettings = {
        databaseUrl: database.url,
        redisUrl: redis.url,
        redisPrefix: redis.prefix,
        upstream,
        upstreamBaseUrl: sandbox.url,
        encryptionKey: randomBytes(32).toString('base64'),
      };
      const host = Program.start<HostTasks>(path.join(__dirname, 'support/host.program.js'));
      hosts.push(host);
      const base = await host.call('start', { settings, shape: { workers: false } });
      for (const size of BODY_SIZES) {
        const name = `intake/${upstream}/${size}`;
        await load.call(
          'setBodies',
          signedBodies(upstream, accounts, { count: DIFFERENT_BODIES, size, keys: sandbox.webhookKeys }),
        );
        const pairs = await alternate(load, { ours: base + ROUTES[upstream], floor }, database.dataSource, pace);
        results.push(summarize(name, size, pairs));
        say(`${name}: ${results.at(-1)?.ratio}`);
      }
      await host.stop();
    }
    return results;
  } finally {
    await Promise.all([load, bare, ...hosts].map((program) => program.stop()));
    await sandbox.close();
    await redis.clear();
    await database.close();
  }
}

interface Pair {
  readonly ours: LoadOutcome;
  readonly floor: LoadOutcome;
}

/** Runs ours and the floor in turns, each first every other time: other work on the machine slows down both. */
async function alternate(
  load: Program<LoadTasks>,
  urls: Readonly<Record<keyof Pair, string>>,
  dataSource: DataSource,
  { pairs, runMs, warmUpMs }: Pace,
): Promise<Pair[]> {
  const sendLoad = async (url: string, durationMs: number): Promise<LoadOutcome> => {
    await dataSource.query('TRUNCATE bare_notification, fitbit_pending_update');
    return load.call('sendLoad', { url, durationMs, connections: CONNECTIONS });
  };
  if (warmUpMs > 0) for (const url of Object.values(urls)) await sendLoad(url, warmUpMs);
  const done: Pair[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const outcomes: Partial<Record<keyof Pair, LoadOutcome>> = {};
    const order = pair % 2 === 0 ? (['ours', 'floor'] as const) : (['floor', 'ours'] as const);
    for (const which of order) outcomes[which] = await sendLoad(urls[which], runMs);
    done.push(outcomes as Pair);
  }
  return done;
}

function summarize(name: string, size: number, pairs: readonly Pair[]): BenchResult {
  const rate = ({ bodies, seconds }: LoadOutcome): number => (bodies * size) / seconds;
  const latency = (share: number): number => median(pairs.map(({ ours }) => quantile(ours.latenciesMs, share)));
  return {
    name,
    ratio: round(median(pairs.map(({ ours, floor }) => rate(ours) / rate(floor))), 2),
    ours: round(median(pairs.map(({ ours }) => rate(ours))), 0),
    floor: round(median(pairs.map(({ floor }) => rate(floor))), 0),
    unit: 'notifications/s',
    p50Ms: round(latency(0.5), 1),
    p99Ms: round(latency(0.99), 1),
    runs: pairs.length,
  };
}

runBench(measure);
