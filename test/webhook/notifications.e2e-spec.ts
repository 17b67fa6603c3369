import type { JobStatus } from 'bull';
import { HISTORICAL_QUEUE, UPDATE_QUEUE, UpdateService } from '../support/internals';
import { ManualClock } from '../support/clocks';
import { createQueue } from '../support/queues';
import type { TruthPoint } from '../../tools/support/sandbox-control';
import { Stage } from '../support/stage';
import { runSweeps } from '../support/sweeps';
import { startTcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';
import { FITBIT_WEB_API, GOOGLE_HEALTH } from '../support/upstreams';
import { sendNotificationsTo, WEBHOOK_OPTIONS } from '../support/webhooks';

jest.setTimeout(60_000);

const BUSY: JobStatus[] = ['waiting', 'active'];
const NOON = new Date('2026-05-04T12:00:00Z');
/** As each upstream says it: no other attempt can help. */
const REFUSED = {
  status: 400,
  body: {
    error: { code: 400, status: 'INVALID_ARGUMENT', message: 'no' },
    errors: [{ errorType: 'validation', fieldName: 'date', message: 'no' }],
  },
};
const text = ({ resource, date, value }: TruthPoint) => `${resource} ${date} ${value}`;

describe.each([GOOGLE_HEALTH, FITBIT_WEB_API])('notifications ($name)', ({ name }) => {
  let stage: Stage;
  const clock = new ManualClock(NOON);
  const options = () => ({
    ...WEBHOOK_OPTIONS,
    upstream: name,
    subscribe: true,
    requestsPerMinutePerUser: 0,
    unannouncedIntervalMs: 0,
    clock,
  });

  beforeAll(async () => {
    stage = await Stage.open({ people: 3, seed: 11, now: NOON }, { options: options() });
    await sendNotificationsTo(stage.host, stage.sandbox, name);
    await stage.import('alice', 'p1');
    await stage.import('bob', 'p2');
    if (name === 'fitbit-web-api') await until('the subscriptions', subscribed);
    await quiet();
  });
  afterAll(() => stage.close());
  beforeEach(() => stage.control.resetRequests());
  afterEach(() => stage.control.heal());

  async function subscribed(): Promise<boolean> {
    return (await stage.control.requests('apiSubscriptions')) >= 8;
  }
  const one = async <T extends object>(sql: string): Promise<T> => (await stage.query<T>(sql)).at(0) as T;
  /** Nothing waits any more. */
  const quiet = () =>
    until('the updates', async () => {
      await stage.control.call('GET', 'notifications');
      const { pending } = await one<{ pending: number }>('SELECT count(*)::int AS pending FROM fitbit_pending_update');
      const { changed } = await one<{ changed: number }>(
        `SELECT count(*)::int AS changed FROM fitbit_coverage WHERE changed <> '{}'`,
      );
      return pending === 0 && changed === 0;
    });
  const stored = async (user: string) => (await stage.stored(user)).map(text).sort();

  it('update a day in the past, final or not, without a sweep', async () => {
    const date = stage.daysAgo(40);
    await stage.edit('activities/steps', date, '34567');
    await stage.arrives('activities/steps', date, '34567');
  });

  it('delete the row of a removed value', async () => {
    const date =
      (await stage.control.truth('p1', name)).filter((point) => point.resource === 'foods/log/water').at(-3)?.date ??
      '';
    await stage.edit('foods/log/water', date, null);
    await until('the row to go', async () => {
      const left = await stage.value('foods/log/water', date);
      return left === undefined || left === '0';
    });
  });

  it('[B3] store everything of a late sync, so that rows equal what the upstream has', async () => {
    await stage.control.call('POST', 'people/p2/sync', {
      dates: [stage.daysAgo(6), stage.daysAgo(5), stage.daysAgo(20)],
    });
    await until('the rows', async () => {
      const truth = await stage.control.truth('p2', name);
      return JSON.stringify(await stored('bob')) === JSON.stringify(truth.map(text).sort());
    });
  });

  it('[B3] do not trigger a failed fetch before it is due or retried', async () => {
    await quiet();
    const updates = createQueue(stage.services.redis, UPDATE_QUEUE);
    const idle = () => until('all fetches to end', async () => (await updates.getJobCountByTypes(BUSY)) === 0);
    const path = name === 'google-health' ? '/dataTypes/steps' : '/activities/';
    await stage.control.fail({ match: { path }, ...REFUSED });
    const date = stage.daysAgo(12);
    await stage.edit('activities/steps', date, '12121');
    await until('the failures', async () => {
      const resources =
        (await stage.fitbit.importProgress('alice'))?.failures.flatMap((failure) => failure.resources) ?? [];
      return resources.includes('activities/steps') && resources.includes('activities/tracker/steps');
    });
    await idle();
    const asked = await stage.control.requests(path);
    await stage.edit('activities/steps', date, '21212');
    await until('the inbox to be taken', async () => {
      await stage.control.call('GET', 'notifications');
      return (await one<{ n: number }>('SELECT count(*)::int AS n FROM fitbit_pending_update')).n === 0;
    });
    expect(await runSweeps(stage.host, 'holes')).toBe(0);
    await idle();
    await updates.close();
    expect(await stage.control.requests(path)).toBe(asked);
    await stage.control.heal();
    expect(await stage.fitbit.retry('alice')).toBeGreaterThan(0);
    await until('the value', async () => (await stage.value('activities/steps', date)) === '21212');
    await quiet();
  });

  it('lose no wake-up while Redis is unavailable: 204 at once, and the value as soon as it is back', async () => {
    const [address] = [new URL(stage.services.redis.url)];
    const proxy = await startTcpProxy({ host: address.hostname, port: Number(address.port || 6379) });
    const redisUrl = `redis://127.0.0.1:${proxy.port}`;
    const api = await stage.startHost({
      options: options(),
      shape: { workers: false },
      redisUrl,
    });
    try {
      await sendNotificationsTo(api, stage.sandbox, name);
      await proxy.cut();
      const date = stage.daysAgo(8);
      await stage.edit('activities/steps', date, '8888');
      await until('the inbox', async () => {
        const { pending } = await one<{ pending: number }>(
          'SELECT count(*)::int AS pending FROM fitbit_pending_update',
        );
        return pending > 0;
      });
      const { deliveries } = (
        await stage.control.call<Record<string, { deliveries: { status: number }[] }>>('GET', 'notifications')
      )[name] ?? { deliveries: [] };
      expect(deliveries.at(-1)?.status).toBe(204);
      await proxy.restore();
      await stage.arrives('activities/steps', date, '8888');
    } finally {
      await api.close();
      await proxy.close();
      await sendNotificationsTo(stage.host, stage.sandbox, name);
    }
  });

  it('survive in the inbox and the ledger when Redis has lost its data', async () => {
    const updates = createQueue(stage.services.redis, UPDATE_QUEUE);
    try {
      await updates.pause();
      const date = stage.daysAgo(9);
      await stage.edit('activities/steps', date, '9999');
      await until('the wake-up job', async () => (await updates.count()) > 0);
      await updates.empty();
      await updates.resume();
      clock.advance(31_000);
      await runSweeps(stage.host, 'inbox');
      await stage.arrives('activities/steps', date, '9999');
      await stage.query("UPDATE fitbit_data_point SET value = '1' WHERE user_id = 'alice' AND date = $1", [date]);
      await stage.query(
        `UPDATE fitbit_coverage SET announced_at = '2026-01-01',
           changed = datemultirange(daterange($1, $1, '[]')) WHERE resource = 'activities/steps'`,
        [date],
      );
      await runSweeps(stage.host, 'inbox');
      await stage.arrives('activities/steps', date, '9999');
    } finally {
      await updates.close();
    }
  });

  it('are answered at once although an answer for the same days waits an hour to be confirmed', async () => {
    const asleep = 'sleep/minutesAsleep';
    const [from, day, to] = [stage.daysAgo(29), stage.daysAgo(20), stage.daysAgo(19)];
    const { id } = await one<{ id: string }>("SELECT id FROM fitbit_connection WHERE user_id = 'alice'");
    const updates = createQueue(stage.services.redis, UPDATE_QUEUE);
    const announce = () =>
      stage.query(`UPDATE fitbit_coverage SET changed = $1 WHERE resource = '${asleep}' AND connection_id = $2`, [
        `{[${from},${to}]}`,
        id,
      ]);
    for (let days = 20; days <= 29; days++) await stage.edit(asleep, stage.daysAgo(days), null);
    await quiet();
    await stage.query(
      `INSERT INTO fitbit_data_point (user_id, resource, date, value)
       SELECT 'alice', '${asleep}', day, '1' FROM generate_series($1::date, $2, '1 day') day
       ON CONFLICT (user_id, resource, date) DO UPDATE SET value = '1'`,
      [from, to],
    );
    await announce();
    await stage.host.app.get(UpdateService).processInbox(id);
    await until('the suspicious shrink', async () => (await stage.query('SELECT 1 FROM fitbit_suspicious_shrink'))[0]);
    await until('all fetches to end', async () => (await updates.getJobCountByTypes(BUSY)) === 0);
    await updates.close();
    expect(await stage.value(asleep, day)).toBe('1');

    await announce();
    await stage.edit(asleep, day, '333');
    await stage.arrives(asleep, day, '333');
    const history = createQueue(stage.services.redis, HISTORICAL_QUEUE);
    const waiting = (await history.getDelayed()).map((job) => [job.id, job.opts.delay]);
    await history.close();
    expect(waiting).toContainEqual([expect.stringMatching(`${from}\\|${to}\\|again`), 61 * 60_000]);
  });

  it('[S8] [S10] delay their i-th fetch by i times betweenDelay', async () => {
    await quiet();
    const updates = createQueue(stage.services.redis, UPDATE_QUEUE);
    await updates.pause();
    try {
      const slow = await stage.startHost({
        options: { ...options(), betweenDelay: 5 },
        shape: { workers: false, http: false },
      });
      const date = stage.daysAgo(2);
      await stage.query(
        `UPDATE fitbit_coverage SET changed = datemultirange(daterange($1, $1, '[]'))
         WHERE resource IN ('sleep/minutesAsleep', 'body/weight', 'body/fat')`,
        [date],
      );
      const { id } = await one<{ id: string }>("SELECT id FROM fitbit_connection WHERE user_id = 'alice'");
      const queued = await slow.app.get(UpdateService).processInbox(id);
      const delays = (await updates.getDelayed()).map(({ opts }) => opts.delay).sort();
      expect(queued).toBe(3);
      expect(delays).toEqual([10_000, 5_000]);
      await slow.close();
      await updates.empty();
    } finally {
      await updates.resume();
      await updates.close();
      await stage.query(`UPDATE fitbit_coverage SET changed = '{}'`);
    }
  });

  it('end a connection whose user withdrew the permission, at its next use', async () => {
    await stage.import('carol', 'p3');
    await stage.control.call('POST', 'people/p3/revoke', { upstream: name });
    clock.advance(24 * 3_600_000);
    stage.sandbox.clock.set(clock.now());
    await runSweeps(stage.host, 'changing');
    await until('the end of the connection', async () => (await stage.fitbit.connection('carol'))?.state !== 'active');
    expect((await stage.fitbit.connection('alice'))?.state).toBe('active');
  });
});
