import { startSandbox, type Sandbox } from '@nestjs-fitbit/sandbox';
import { FitbitService, type ResourceName } from 'nestjs-fitbit';
import { addDays, civilDateIn } from '../../libs/fitbit/src/model/civil-date';
import { UpdateService } from '../../libs/fitbit/src/sync/update.service';
import { UPDATE_QUEUE_OPTIONS } from '../../libs/fitbit/src/sync/update.queue';
import { SweepService } from '../../libs/fitbit/src/worker/sweeps/sweep.service';
import { connectUser } from '../support/connect';
import { type HostApp, type HostServices, ManualClock, startHostApp, startServices } from '../support/host-app';
import { createQueue } from '../support/queues';
import { SandboxControl, type TruthPoint } from '../support/sandbox-control';
import { startTcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';
import { FITBIT_WEB_API, GOOGLE_HEALTH } from '../support/upstreams';
import { sendNotificationsTo, WEBHOOK_OPTIONS } from '../support/webhooks';

jest.setTimeout(60_000);

const NOON = new Date('2026-05-04T12:00:00Z');
const text = ({ resource, date, value }: TruthPoint) => `${resource} ${date} ${value}`;

describe.each([GOOGLE_HEALTH, FITBIT_WEB_API])('notifications ($name)', ({ name }) => {
  const clock = new ManualClock(NOON);
  let sandbox: Sandbox;
  let services: HostServices;
  let host: HostApp;
  let control: SandboxControl;
  let fitbit: FitbitService;
  const options = () => ({
    ...WEBHOOK_OPTIONS,
    upstream: name,
    subscribe: true,
    requestsPerMinutePerUser: 0,
    companionIntervalMs: 0,
    clock,
  });
  const today = (person = 'p1') => civilDateIn(sandbox.world.find(person)?.timeZone ?? 'UTC', clock.now());
  const daysAgo = (days: number) => addDays(today(), -days);

  beforeAll(async () => {
    sandbox = await startSandbox({ people: 3, seed: 11, years: 1, quota: false, now: NOON });
    control = new SandboxControl(sandbox);
    services = await startServices();
    host = await startHostApp({ services, upstreamBaseUrl: sandbox.url, options: options() });
    fitbit = host.app.get(FitbitService);
    await sendNotificationsTo(host, sandbox, name);
    for (const [user, person] of [
      ['alice', 'p1'],
      ['bob', 'p2'],
    ] as const) {
      await connectUser(host, user, { person });
      await until('the history', async () => (await fitbit.importProgress(user))?.complete);
    }
    if (name === 'fitbit-web-api') await until('the subscriptions', subscribed);
    await quiet();
  });
  afterAll(async () => {
    await host.close();
    await services.close();
    await sandbox.close();
  });
  beforeEach(() => control.resetRequests());
  afterEach(() => control.heal());

  async function subscribed(): Promise<boolean> {
    return (await control.requests('apiSubscriptions')) >= 8;
  }
  const one = async <T extends object>(sql: string): Promise<T> =>
    (await services.database.dataSource.query<T[]>(sql))[0];
  /** Nothing waits any more. */
  const quiet = () =>
    until('the updates', async () => {
      await control.call('GET', 'notifications');
      const { pending } = await one<{ pending: number }>('SELECT count(*)::int AS pending FROM fitbit_pending_update');
      const { changed } = await one<{ changed: number }>(
        `SELECT count(*)::int AS changed FROM fitbit_coverage WHERE changed <> '{}'`,
      );
      return pending === 0 && changed === 0;
    });
  const edit = (resource: ResourceName, date: string, value: string, person = 'p1') =>
    control.call('POST', `people/${person}/edit`, { resource, date, value });
  const value = async (resource: ResourceName, date: string, user = 'alice') =>
    (await fitbit.getSeries(user, resource, { from: date, to: date })).points.at(0)?.value;
  const stored = async (user: string) => {
    const points: string[] = [];
    for await (const point of fitbit.allPoints(user)) points.push(text(point));
    return points.sort();
  };

  it('brings a day that changed a while ago, final or not, without a sweep', async () => {
    const date = daysAgo(40);
    await edit('activities/steps', date, '34567');
    await until('the value', async () => (await value('activities/steps', date)) === '34567');
  });

  it('brings a value that was removed: the row goes', async () => {
    const date = (await control.truth('p1', name)).filter((point) => point.resource === 'foods/log/water').at(-3)?.date;
    await control.call('POST', 'people/p1/edit', { resource: 'foods/log/water', date, value: null });
    await until('the row to go', async () => {
      const left = await value('foods/log/water', date ?? '');
      return left === undefined || left === '0';
    });
  });

  it('[B3] brings everything of a late sync, so that rows equal what the upstream has', async () => {
    await control.call('POST', 'people/p2/sync', { dates: [daysAgo(6), daysAgo(5), daysAgo(20)] });
    await until('the rows', async () => {
      const truth = await control.truth('p2', name);
      return JSON.stringify(await stored('bob')) === JSON.stringify(truth.map(text).sort());
    });
  });

  it('loses no bell when Redis is away: 204 at once, and the value as soon as it is back', async () => {
    const [address] = [new URL(services.redis.url)];
    const proxy = await startTcpProxy({ host: address.hostname, port: Number(address.port || 6379) });
    const redisUrl = `redis://127.0.0.1:${proxy.port}`;
    const api = await startHostApp({
      services,
      upstreamBaseUrl: sandbox.url,
      options: options(),
      shape: { workers: false },
      redisUrl,
    });
    try {
      await sendNotificationsTo(api, sandbox, name);
      await proxy.cut();
      const date = daysAgo(8);
      await edit('activities/steps', date, '8888');
      await until('the inbox', async () => {
        const { pending } = await one<{ pending: number }>(
          'SELECT count(*)::int AS pending FROM fitbit_pending_update',
        );
        return pending > 0;
      });
      const { deliveries } = (
        await control.call<Record<string, { deliveries: { status: number }[] }>>('GET', 'notifications')
      )[name] ?? { deliveries: [] };
      expect(deliveries.at(-1)?.status).toBe(204);
      await proxy.restore();
      await until('the value', async () => (await value('activities/steps', date)) === '8888');
    } finally {
      await api.close();
      await proxy.close();
      await sendNotificationsTo(host, sandbox, name);
    }
  });

  it('finds in the inbox, and in the ledger, what Redis has forgotten', async () => {
    const updates = createQueue(services.redis, UPDATE_QUEUE_OPTIONS);
    try {
      await updates.pause();
      const date = daysAgo(9);
      await edit('activities/steps', date, '9999');
      await until('the bell', async () => (await updates.count()) > 0);
      await updates.empty();
      await updates.resume();
      clock.advance(31_000);
      await host.app.get(SweepService).sweep('inbox');
      await until('the value', async () => (await value('activities/steps', date)) === '9999');
      const { dataSource } = services.database;
      await dataSource.query("UPDATE time_series_data SET value = '1' WHERE user_id = 'alice' AND date = $1", [date]);
      await dataSource.query(
        `UPDATE fitbit_coverage SET changes = changes + 1, announced_at = '2026-01-01',
           changed = datemultirange(daterange($1, $1, '[]')) WHERE resource = 'activities/steps'`,
        [date],
      );
      await host.app.get(SweepService).sweep('inbox');
      await until('the value once more', async () => (await value('activities/steps', date)) === '9999');
    } finally {
      await updates.close();
    }
  });

  it('[S8] [S10] delays the i-th fetch of a notification by i times the delay', async () => {
    await quiet();
    const updates = createQueue(services.redis, UPDATE_QUEUE_OPTIONS);
    await updates.pause();
    try {
      const slow = await startHostApp({
        services,
        upstreamBaseUrl: sandbox.url,
        options: { ...options(), betweenDelay: 5 },
        shape: { workers: false, http: false },
      });
      const date = daysAgo(2);
      await services.database.dataSource.query(
        `UPDATE fitbit_coverage SET changed = datemultirange(daterange($1, $1, '[]')), changes = changes + 1
         WHERE resource IN ('sleep/minutesAsleep', 'body/weight', 'body/fat')`,
        [date],
      );
      const { id } = await one<{ id: string }>("SELECT id FROM user_fitbit WHERE user_id = 'alice'");
      const queued = await slow.app.get(UpdateService).run(id);
      const delays = (await updates.getDelayed()).map(({ opts }) => opts.delay).sort();
      expect(queued).toBe(3);
      expect(delays).toEqual([10_000, 5_000]);
      await slow.close();
      await updates.empty();
    } finally {
      await updates.resume();
      await updates.close();
      await services.database.dataSource.query(`UPDATE fitbit_coverage SET changed = '{}'`);
    }
  });

  it('ends a connection whose user took the permission back, at the next use of it', async () => {
    await connectUser(host, 'carol', { person: 'p3' });
    await until('the history', async () => (await fitbit.importProgress('carol'))?.complete);
    await control.call('POST', 'people/p3/revoke', { upstream: name });
    clock.advance(24 * 3_600_000);
    sandbox.clock.set(clock.now());
    await host.app.get(SweepService).sweep('changing');
    await until('the verdict', async () => (await fitbit.connection('carol'))?.state !== 'active');
    expect((await fitbit.connection('alice'))?.state).toBe('active');
  });
});
