// what sweeps, commands, connects and notifications cost as the number of connections grows: time, memory, buffers
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { DataSource } from 'typeorm';
import { say } from '../tools/support/project';
import { createFitbitDatabase } from '../tools/support/fitbit-database';
import { createRedisKeyspace } from '../tools/support/redis-keyspace';
import type { Cost } from './scale/cost';
import { fill, makeDue, selectionOf, type Size, SWEEPS } from './scale/fill';
import type { SubjectTasks } from './scale/subject.program';
import { startUpstreamStub } from './scale/upstream-stub';
import { type BenchResult, type BenchSettings, runBench } from './support/bench';
import type { HostSettings } from './support/module-options';
import { Program } from './support/program';
import { round } from './support/statistics';

const SIZES: readonly Size[] = [
  { connections: 1_000, linesEach: 36 },
  { connections: 50_000, linesEach: 36 },
  // A third of the lines: with all of them the table takes an hour to fill and most of a small disk.
  { connections: 1_000_000, linesEach: 12 },
];
const SMOKE: readonly Size[] = [{ connections: 20, linesEach: 36 }];
/** How many connections are due, and how many users connect. */
const DUE = 100;
const SMOKE_DUE = 5;
/** `status` takes as long as its output, so beyond this only its totals are measured. */
const MOST_LISTED = 50_000;

/** `FITBIT_SCALE=50000` measures that size alone. */
const { FITBIT_SCALE } = process.env;

async function measure({ smoke }: BenchSettings): Promise<BenchResult[]> {
  const sizes = smoke
    ? SMOKE
    : SIZES.filter(({ connections }) => String(connections) === (FITBIT_SCALE ?? String(connections)));
  const results: BenchResult[] = [];
  for (const size of sizes) results.push(...(await measureSize(size, smoke ? SMOKE_DUE : DUE)));
  return results;
}

async function measureSize(size: Size, few: number): Promise<BenchResult[]> {
  const { connections } = size;
  const database = await createFitbitDatabase();
  const redis = createRedisKeyspace();
  const upstream = await startUpstreamStub();
  const subject = Program.start<SubjectTasks>(path.join(__dirname, 'scale/subject.program.js'));
  try {
    const settings: HostSettings = {
      databaseUrl: database.url,
      redisUrl: redis.url,
      redisPrefix: redis.prefix,
      upstream: 'fitbit-web-api',
      upstreamBaseUrl: upstream.url,
      encryptionKey: randomBytes(32).toString('base64'),
      subscriptions: selectionOf(size),
      sweeps: 'off',
    };
    const startedAtMs = performance.now();
    await fill(database.dataSource, settings, size);
    say(`${connections} connections: filled in ${round((performance.now() - startedAtMs) / 1000, 0)} s`);
    await subject.call('start', settings);
    return await measureAll(size, few, subject, database.dataSource);
  } finally {
    await subject.stop();
    await upstream.close();
    await redis.clear();
    await database.close();
  }
}

async function measureAll(
  { connections, linesEach }: Size,
  few: number,
  subject: Program<SubjectTasks>,
  dataSource: DataSource,
): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  const add = (what: string, { seconds, peakMiB, buffers, found }: Cost) => {
    const name = `scale/${connections}/${what}`;
    say(`${name}: ${round(seconds, 3)} s, ${round(peakMiB, 0)} MiB, ${buffers} buffers, found ${found}`);
    const ms = round(seconds * 1000, 0);
    const unit = `s (${linesEach} ledger lines each, ${round(peakMiB, 0)} MiB, ${buffers} buffers, ${found} found)`;
    results.push({ name, ratio: null, ours: round(seconds, 3), floor: null, unit, p50Ms: ms, p99Ms: ms, runs: 1 });
  };
  for (const sweep of SWEEPS) {
    await subject.call('sweep', sweep); // the first run also reads the catalogue of the database
    add(`${sweep}, nothing due`, await subject.call('sweep', sweep));
    await makeDue(dataSource, sweep, few);
    add(`${sweep}, ${few} due`, await subject.call('sweep', sweep));
  }
  add('status --summary', await subject.call('status', { json: false, summary: true }));
  if (connections <= MOST_LISTED) add('status --json', await subject.call('status', { json: true, summary: false }));
  add(`connect, ${few} users`, await subject.call('connect', few));
  add(`receive, ${few} bodies of 10`, await subject.call('receive', { bodies: few, users: connections }));
  add('rotate-keys', await subject.call('rotateKeys', randomBytes(32).toString('base64')));
  return results;
}

runBench(measure);
