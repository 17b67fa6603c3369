// time from a change at the upstream, announced 100 times a second, to the stored row, with one worker
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Sandbox, startSandbox } from 'nestjs-fitbit-sandbox';
import { addDays, civilDateIn } from '#nestjs-fitbit/model/civil-date';
import { Arrivals } from './latency/arrivals';
import { type BenchResult, type BenchSettings, runBench } from './support/bench';
import { say } from '../tools/support/project';
import { registerSubscriber } from '../tools/support/google-subscriber';
import { SandboxControl } from '../tools/support/sandbox-control';
import { createFitbitDatabase } from '../tools/support/fitbit-database';
import type { HostTasks } from './support/host.program';
import { type HostSettings, WEBHOOK_SECRET } from './support/module-options';
import { Program } from './support/program';
import { completeHistories, integratePeople } from './support/integrated-people';
import { createRedisKeyspace } from '../tools/support/redis-keyspace';
import { median, quantile, round } from './support/statistics';

const PER_SECOND = 100;
const RESOURCE = 'activities/steps';
const PATIENCE_MS = 60_000;
const FULL = { people: 500, runs: 3, secondsEach: 10 };
const SMOKE = { people: 20, runs: 1, secondsEach: 0.2 };

async function measure({ smoke }: BenchSettings): Promise<BenchResult[]> {
  const { people, runs, secondsEach } = smoke ? SMOKE : FULL;
  const database = await createFitbitDatabase();
  const redis = createRedisKeyspace();
  const sandbox = await startSandbox({ people, years: 1 });
  const program = path.join(__dirname, 'support/host.program.js');
  const [api, worker] = [Program.start<HostTasks>(program), Program.start<HostTasks>(program)];
  try {
    const settings: HostSettings = {
      databaseUrl: database.url,
      redisUrl: redis.url,
      redisPrefix: redis.prefix,
      upstream: 'google-health',
      upstreamBaseUrl: sandbox.url,
      encryptionKey: randomBytes(32).toString('base64'),
    };
    await integratePeople(database.dataSource, sandbox, settings);
    await completeHistories(database.dataSource);
    await worker.call('start', { settings, shape: { http: false } });
    const hostUrl = await api.call('start', { settings, shape: { workers: false } });
    await registerSubscriber(new SandboxControl(sandbox), {
      endpointUrl: `${hostUrl}/fitbit/webhook`,
      dataTypes: ['steps'],
      secret: WEBHOOK_SECRET,
    });
    const latencies: number[][] = [];
    for (let run = 0; run < runs; run++) {
      const cpuBeforeMs = await worker.call('cpuMs', null);
      const arrivals = new Arrivals(database.dataSource, RESOURCE);
      const edits = editDays(sandbox, arrivals, {
        from: run * PER_SECOND * secondsEach,
        count: PER_SECOND * secondsEach,
      });
      await Promise.all([arrivals.watch(PATIENCE_MS), edits.finally(() => arrivals.close())]);
      latencies.push(arrivals.latenciesMs);
      const cpuMs = (await worker.call('cpuMs', null)) - cpuBeforeMs;
      const { length } = arrivals.latenciesMs;
      const p95 = round(quantile(arrivals.latenciesMs, 0.95), 0);
      say(`run ${run + 1}: ${length} arrived, p95 ${p95} ms, worker ${round(cpuMs / length, 1)} ms of processor each`);
    }
    const over = (share: number): number => round(median(latencies.map((run) => quantile(run, share))), 0);
    const unit = `ms (p95) at ${PER_SECOND} notifications/s`;
    const [p50Ms, p99Ms] = [over(0.5), over(0.99)];
    return [{ name: 'latency/google-health', ratio: null, ours: over(0.95), floor: null, unit, p50Ms, p99Ms, runs }];
  } finally {
    await Promise.all([api, worker].map((process) => process.stop()));
    await sandbox.close();
    await redis.clear();
    await database.close();
  }
}

/** Changes a day's steps, person by person, {@link PER_SECOND} times a second; the sandbox announces each change. */
async function editDays(
  { world }: Sandbox,
  arrivals: Arrivals,
  { from, count }: { readonly from: number; readonly count: number },
): Promise<void> {
  const startedAtMs = performance.now();
  for (let done = 0; done < count; done++) {
    await sleep(Math.max(0, startedAtMs + (done * 1000) / PER_SECOND - performance.now()));
    const edit = from + done;
    const person = world.people[edit % world.people.length];
    if (!person) throw new Error('The sandbox has no people.');
    const { id: userId, timeZone } = person;
    const date = addDays(civilDateIn(timeZone, new Date()), -3 - Math.floor(edit / world.people.length));
    const value = String(20_000 + edit);
    arrivals.expect({ userId, date, value, announcedAtMs: performance.now() });
    world.edit(userId, { resource: RESOURCE, date, value });
  }
}

runBench(measure);
