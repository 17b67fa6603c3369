// time and memory that an import costs a worker, as the number of users grows
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSandbox } from 'nestjs-fitbit-sandbox';
import type { DataSource } from 'typeorm';
import { type BenchResult, type BenchSettings, runBench } from './support/bench';
import { say } from '../tools/support/project';
import { createFitbitDatabase } from '../tools/support/fitbit-database';
import type { HostTasks } from './support/host.program';
import { integratePeople } from './support/integrated-people';
import type { HostSettings } from './support/module-options';
import { Program } from './support/program';
import { createRedisKeyspace } from '../tools/support/redis-keyspace';
import { quantile, round } from './support/statistics';

const USERS = [10, 100, 1_000];
const SMOKE_USERS = [2];
const LOOK_MS = 100;
/** One year of two series: ten requests for a user. */
const SUBSCRIPTIONS = { activities: ['steps'], body: ['weight'] };

async function measure({ smoke }: BenchSettings): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  for (const users of smoke ? SMOKE_USERS : USERS) results.push(await importOf(users));
  return results;
}

async function importOf(users: number): Promise<BenchResult> {
  const database = await createFitbitDatabase();
  const redis = createRedisKeyspace();
  const sandbox = await startSandbox({ people: users, years: 1 });
  const worker = Program.start<HostTasks>(path.join(__dirname, 'import/worker.program.js'));
  try {
    const settings: HostSettings = {
      databaseUrl: database.url,
      redisUrl: redis.url,
      redisPrefix: redis.prefix,
      upstream: 'google-health',
      upstreamBaseUrl: sandbox.url,
      subscriptions: SUBSCRIPTIONS,
      encryptionKey: randomBytes(32).toString('base64'),
    };
    await integratePeople(database.dataSource, sandbox, settings);
    const startedAtMs = performance.now();
    // Its first sweep finds that all histories are missing.
    const [, doneMs] = await Promise.all([
      worker.call('start', { settings, shape: { http: false } }),
      completions(database.dataSource, users, startedAtMs),
    ]);
    const seconds = Math.max(...doneMs) / 1000;
    const memoryMiB = await worker.call('peakMemoryMiB', null);
    say(`${users} users: ${round(seconds, 1)} s, the worker's memory at most ${round(memoryMiB, 0)} MiB`);
    const [p50Ms, p99Ms] = [round(quantile(doneMs, 0.5), 0), round(quantile(doneMs, 0.99), 0)];
    const ours = round(users / seconds, 1);
    return { name: `import/${users}`, ratio: null, ours, floor: null, unit: 'users/s', p50Ms, p99Ms, runs: 1 };
  } finally {
    await worker.stop();
    await sandbox.close();
    await redis.clear();
    await database.close();
  }
}

/** When each user's history was complete, in milliseconds since `startedAtMs`. */
async function completions(dataSource: DataSource, users: number, startedAtMs: number): Promise<number[]> {
  const doneMs: number[] = [];
  while (doneMs.length < users) {
    await sleep(LOOK_MS);
    const [{ done } = { done: 0 }] = await dataSource.query<{ done: number }[]>(
      `SELECT count(*)::int AS done FROM fitbit_connection u WHERE NOT EXISTS (
         SELECT 1 FROM fitbit_coverage c WHERE c.connection_id = u.id
           AND c.resource IN ('activities/steps', 'body/weight')
           AND NOT c.fetched @> daterange(u.member_since, (now() AT TIME ZONE u.time_zone)::date))`,
    );
    while (doneMs.length < done) doneMs.push(performance.now() - startedAtMs);
  }
  return doneMs;
}

runBench(measure);
