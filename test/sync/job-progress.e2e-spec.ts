import { startSandbox, type Sandbox } from 'nestjs-fitbit-sandbox';
import type { Job, Queue } from 'bull';
import { FitbitService } from 'nestjs-fitbit';
import { type FetchJob, HISTORICAL_QUEUE, civilDateIn, tile } from '../support/internals';
import { connectUser } from '../support/connect';
import { Gate } from '../support/gate';
import { type HostApp, type HostServices, startHostApp, startServices } from '../support/host-app';
import { createQueue } from '../support/queues';
import { SandboxControl } from '../../tools/support/sandbox-control';
import { until } from '../support/until';

jest.setTimeout(60_000); // a bound for a busy machine

describe('the progress of a job, as a dashboard shows it', () => {
  let sandbox: Sandbox;
  let gate: Gate;
  let services: HostServices;
  let hosts: [HostApp, HostApp];
  let queue: Queue<FetchJob>;
  const told = new Map<string, number[]>();

  beforeAll(async () => {
    sandbox = await startSandbox({ people: 1, seed: 8, years: 1, quota: false });
    gate = await Gate.start(sandbox.url);
    services = await startServices();
    queue = createQueue(services.redis, HISTORICAL_QUEUE);
    queue.on('global:progress', (id: string, percent: number) => told.set(id, [...(told.get(id) ?? []), percent]));
    await queue.isReady();
    const start = (upstreamBaseUrl: string, http: boolean) =>
      startHostApp({
        services,
        upstreamBaseUrl,
        options: {
          subscribe: true,
          subscriptions: { sleep: ['minutesAsleep'], activities: ['steps'] },
          requestsPerMinutePerUser: 0,
        },
        shape: { http, workers: !http },
      });
    hosts = [await start(sandbox.url, true), await start(gate.url, false)];
  });
  afterAll(async () => {
    await Promise.all(hosts.map((host) => host.close()));
    await queue.close();
    await gate.close();
    await services.close();
    await sandbox.close();
  });

  it('is the share of its days that were read, reported once for each further page', async () => {
    const control = new SandboxControl(sandbox);
    gate.hold(/sleep.*pageToken/);
    await connectUser(hosts[0], 'alice', { person: 'p1' });
    const windows = await until('the first page of every window', async () => {
      const jobs = (await queue.getActive()) as (Job<FetchJob> | null)[];
      const reading = jobs.flatMap((job) => (job && Number(job.progress()) > 0 ? [job] : []));
      return reading.length > 0 && reading.length === gate.waiting && reading.length >= 4 && reading;
    });
    const asleep = (await control.truth('p1')).filter(({ resource }) => resource === 'sleep/minutesAsleep');
    for (const { data, progress } of windows.map((job) => ({ data: job.data, progress: Number(job.progress()) }))) {
      const days = (Date.parse(data.window.to) - Date.parse(data.window.from)) / 86_400_000 + 1;
      const nights = asleep.filter(({ date }) => date >= data.window.from && date <= data.window.to).length;
      // A page has 25 sessions, and some days have none or a nap.
      expect(progress).toBeLessThanOrEqual(Math.ceil((100 * (25 + days - nights)) / days));
      expect(progress).toBeGreaterThan(10);
    }
    gate.open();
    const fitbit = hosts[0].app.get(FitbitService);
    await until('the history', async () => (await fitbit.importProgress('alice'))?.complete);

    const first = sandbox.world.people.flatMap(({ timeZone, memberSince }) =>
      tile([{ from: memberSince, to: civilDateIn(timeZone, sandbox.clock.now()) }], 90),
    ).length;
    expect([...told.keys()].every((id) => id.includes('|reconcile:sleep:'))).toBe(true);
    expect([...told.values()].flat()).toHaveLength((await control.requests('/dataTypes/sleep')) - first);
    for (const percents of told.values()) {
      expect(percents).toEqual([...percents].sort((a, b) => a - b));
      expect(percents.at(-1)).toBeLessThan(100);
    }
  });
});
