import { FitbitService } from 'nestjs-fitbit';
import { type FetchJob, HISTORICAL_QUEUE } from '../support/internals';
import { connectUser } from '../support/connect';
import type { HostApp } from '../support/host-app';
import { createQueue } from '../support/queues';
import { Stage } from '../support/stage';
import { FITBIT_WEB_API, GOOGLE_HEALTH } from '../support/upstreams';

describe.each([GOOGLE_HEALTH.name, FITBIT_WEB_API.name])('what a connect queues (%s)', (upstream) => {
  let stage: Stage;
  let live: HostApp;

  beforeAll(async () => {
    const shape = { workers: false };
    const subscriptions = { sleep: ['minutesAsleep'], body: ['weight'], activities: ['steps'] };
    const delays = { historicalInitDelay: 700, betweenDelay: 30 };
    const options = { upstream, subscriberId: 'sub-1', subscriptions, ...delays };
    stage = await Stage.open({ people: 2, seed: 11 }, { shape, options: { ...options, subscribe: true } });
    live = await stage.startHost({ shape, options: { ...options, subscribe: false } });
  });
  afterAll(async () => {
    await live.close();
    await stage.close();
  });

  async function queued(): Promise<{ delayMs: number; resources: readonly string[]; to: string }[]> {
    const queue = createQueue<FetchJob>(stage.services.redis, HISTORICAL_QUEUE);
    const jobs = await queue.getDelayed();
    await queue.close();
    return jobs
      .map(({ opts, data }) => ({ delayMs: Number(opts.delay), resources: data.resources, to: data.window.to }))
      .sort((a, b) => a.delayMs - b.delayMs);
  }

  it('[S6] without subscribe stores only the connection and reads live', async () => {
    await connectUser(live, 'alice', { person: 'p1' });
    expect(await queued()).toEqual([]);
    const response = await fetch(`${live.url}/fitbit/get_data/activities/steps?period=7d`, {
      headers: { 'x-user': 'alice' },
    });
    expect(await response.json()).toMatchObject({ meta: { status_code: 100 } });
    const [{ rows } = { rows: -1 }] = await stage.query<{ rows: number }>(
      'SELECT count(*)::int AS rows FROM fitbit_data_point',
    );
    expect(rows).toBe(0);
    await live.app.get(FitbitService).disconnect('alice');
  });

  it('[S6] [S8] [S9] [S10] delays the i-th fetch of a history by historicalInitDelay plus i times betweenDelay, in order', async () => {
    await stage.connect('bob', 'p2');
    const fetches = await queued();
    expect(fetches.length).toBeGreaterThanOrEqual(3);
    expect(fetches.map(({ delayMs }) => delayMs)).toEqual(fetches.map((_, index) => 700_000 + index * 30_000));
    const newest = fetches.filter(({ to }) => to === fetches[0]?.to).flatMap(({ resources }) => resources);
    expect(newest).toEqual(['sleep/minutesAsleep', 'body/weight', 'activities/steps']);
  });
});
