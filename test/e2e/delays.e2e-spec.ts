import { startSandbox, type Sandbox } from '@nestjs-fitbit/sandbox';
import { FitbitService } from 'nestjs-fitbit';
import type { FetchJob } from '../../libs/fitbit/src/sync/fetch.queue';
import { HISTORICAL_QUEUE_OPTIONS } from '../../libs/fitbit/src/sync/historical.queue';
import { connectUser } from '../support/connect';
import { type HostApp, type HostServices, startHostApp, startServices } from '../support/host-app';
import { createQueue } from '../support/queues';
import { FITBIT_WEB_API, GOOGLE_HEALTH } from '../support/upstreams';

describe.each([GOOGLE_HEALTH.name, FITBIT_WEB_API.name])('what a connect queues (%s)', (upstream) => {
  let sandbox: Sandbox;
  let services: HostServices;
  let storing: HostApp;
  let live: HostApp;

  beforeAll(async () => {
    sandbox = await startSandbox({ people: 2, seed: 11, years: 1, quota: false });
    services = await startServices();
    const shared = { services, upstreamBaseUrl: sandbox.url, shape: { workers: false } };
    const subscriptions = { sleep: ['minutesAsleep'], body: ['weight'], activities: ['steps'] };
    const delays = { historicalInitDelay: 700, betweenDelay: 30 };
    const options = { upstream, subscriberId: 'sub-1', subscriptions, ...delays };
    storing = await startHostApp({ ...shared, options: { ...options, subscribe: true } });
    live = await startHostApp({ ...shared, options: { ...options, subscribe: false } });
  });
  afterAll(async () => {
    await storing.close();
    await live.close();
    await services.close();
    await sandbox.close();
  });

  async function queued(): Promise<{ delayMs: number; resources: readonly string[]; to: string }[]> {
    const queue = createQueue<FetchJob>(services.redis, HISTORICAL_QUEUE_OPTIONS);
    const jobs = await queue.getDelayed();
    await queue.close();
    return jobs
      .map(({ opts, data }) => ({ delayMs: Number(opts.delay), resources: data.resources, to: data.window.to }))
      .sort((a, b) => a.delayMs - b.delayMs);
  }

  it('[S6] stores nothing but the connection when nobody subscribes, and reads live', async () => {
    await connectUser(live, 'alice', { person: 'p1' });
    expect(await queued()).toEqual([]);
    const response = await fetch(`${live.url}/fitbit/get_data/activities/steps?period=7d`, {
      headers: { 'x-user': 'alice' },
    });
    expect(await response.json()).toMatchObject({ meta: { status_code: 100 } });
    const [{ rows } = { rows: -1 }] = await services.database.dataSource.query<{ rows: number }[]>(
      'SELECT count(*)::int AS rows FROM time_series_data',
    );
    expect(rows).toBe(0);
    await live.app.get(FitbitService).disconnect('alice');
  });

  it('[S6] [S8] [S9] [S10] delays the i-th fetch of a history by the first delay and i times the other, in order', async () => {
    await connectUser(storing, 'bob', { person: 'p2' });
    const fetches = await queued();
    expect(fetches.length).toBeGreaterThanOrEqual(3);
    expect(fetches.map(({ delayMs }) => delayMs)).toEqual(fetches.map((_, index) => 700_000 + index * 30_000));
    const newest = fetches.filter(({ to }) => to === fetches[0]?.to).flatMap(({ resources }) => resources);
    expect(newest).toEqual(['sleep/minutesAsleep', 'body/weight', 'activities/steps']);
  });
});
