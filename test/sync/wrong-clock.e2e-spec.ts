import { ManualClock } from 'nestjs-fitbit-sandbox';
import { addDays } from '../support/internals';
import type { TruthPoint } from '../../tools/support/sandbox-control';
import { SandboxTime } from '../support/clocks';
import { Stage } from '../support/stage';
import { runSweeps } from '../support/sweeps';
import { until } from '../support/until';
import { FITBIT_WEB_API, GOOGLE_HEALTH } from '../support/upstreams';
import { sendNotificationsTo, WEBHOOK_OPTIONS } from '../support/webhooks';

jest.setTimeout(60_000); // a bound for a busy machine

const DAY_MS = 86_400_000;
const NOON = new Date('2026-05-04T12:00:00Z');
const SUBSCRIPTIONS = { activities: ['steps'], sleep: ['minutesAsleep'], body: ['weight'] };
const RESOURCES = ['activities/steps', 'sleep/minutesAsleep', 'body/weight'];
const text = ({ resource, date, value }: TruthPoint) => `${resource} ${date} ${value}`;

interface Delivered {
  readonly pending: number;
  readonly lost: number;
  readonly deliveries: readonly { readonly status: number }[];
}

describe.each([GOOGLE_HEALTH, FITBIT_WEB_API])('a device whose clock is wrong ($name)', ({ name, dataPath }) => {
  const time = new ManualClock(NOON);
  const clock = new SandboxTime({ clock: time });
  let stage: Stage;

  beforeEach(async () => {
    time.set(NOON);
    const subscribed = { subscribe: true, subscriptions: SUBSCRIPTIONS };
    const options = { ...WEBHOOK_OPTIONS, ...subscribed, upstream: name, requestsPerMinutePerUser: 0, clock };
    stage = await Stage.open({ people: 2, seed: 11, clock: time }, { options });
    await sendNotificationsTo(stage.host, stage.sandbox, name);
    await stage.import('alice', 'p1');
    if (name === 'fitbit-web-api') {
      await until('the subscriptions', async () => (await stage.control.requests('apiSubscriptions')) >= 4);
    }
    await stage.control.resetRequests();
  });
  afterEach(() => stage.close());

  const today = () => stage.daysAgo(0);
  const sync = (days?: number) =>
    stage.control.call('POST', 'people/p1/sync', days === undefined ? {} : { deviceTime: inDays(days).toISOString() });
  const inDays = (days: number) => new Date(clock.now().getTime() + days * DAY_MS);
  const sweep = (which: 'holes' | 'changing') => runSweeps(stage.host, which);
  const delivered = async () => (await stage.control.call<Record<string, Delivered>>('GET', 'notifications'))[name];
  const one = async <T extends object>(sql: string): Promise<T | undefined> => (await stage.query<T>(sql))[0];
  const stored = async () => (await stage.stored('alice')).map(text).sort();
  const truth = async () =>
    (await stage.control.truth('p1', name))
      .filter(({ resource }) => RESOURCES.includes(resource))
      .map(text)
      .sort();
  const storesTheTruth = () =>
    until('the rows to be what the upstream has', async () => {
      const [rows, right] = [await stored(), await truth()];
      return JSON.stringify(rows) === JSON.stringify(right);
    });
  const isQuiet = () =>
    until('the updates', async () => {
      const row = await one<{ n: number }>(
        `SELECT (SELECT count(*) FROM fitbit_pending_update)::int
           + (SELECT count(*) FROM fitbit_coverage WHERE changed <> '{}')::int AS n`,
      );
      return (await delivered())?.pending === 0 && row?.n === 0;
    });
  /** The last day that is final for any resource. */
  const lastFinal = async () =>
    (await one<{ last: string }>('SELECT (max(upper(final)) - 1)::text AS last FROM fitbit_coverage'))?.last ?? '';

  it.each([
    ['tomorrow', 1],
    ['a day in forty days', 40],
  ])('announces %s: acknowledged, not requested, not stored', async (_, days) => {
    const before = await truth();
    await sync(days);
    const date = addDays(today(), days);
    await stage.edit('body/weight', date, '250');
    await stage.edit('activities/steps', date, '99999');
    await isQuiet();
    const { deliveries = [], lost } = (await delivered()) ?? {};
    expect(new Set(deliveries.map(({ status }) => status))).toEqual(new Set([204]));
    expect([deliveries.length > 0, lost]).toEqual([true, 0]);
    expect(await stage.control.requests(dataPath)).toBe(0);
    await sweep('holes');
    await isQuiet();
    expect(await stage.control.requests(dataPath)).toBe(0);
    expect(await stored()).toEqual(before);
    const { points, notFetched } = await stage.fitbit.getSeries('alice', 'body/weight', { from: date, to: date });
    expect([points, notFetched]).toEqual([[], [{ from: date, to: date }]]);
  });

  it('has its values stored once the day has come, until it sends the real ones', async () => {
    await sync(2);
    const date = addDays(today(), 2);
    await stage.edit('body/weight', date, '250');
    await stage.edit('activities/steps', date, '99999');
    await isQuiet();
    for (let day = 1; day <= 3; day += 1) {
      time.advance(DAY_MS);
      await sweep('holes');
      await storesTheTruth();
    }
    expect(await stored()).toEqual(
      expect.arrayContaining([`activities/steps ${date} 99999`, `body/weight ${date} 250`]),
    );
    await sync();
    await storesTheTruth();
    expect(await stored()).not.toEqual(expect.arrayContaining([`activities/steps ${date} 99999`]));
    expect((await stored()).filter((row) => row.startsWith('body/weight') && row.endsWith(' 250'))).toEqual([]);
  });

  it('makes no day final by the sync time that it claims, at any moment, nor when the user connects again', async () => {
    const synced = '2026-05-03';
    await sync(2);
    for (let day = 1; day <= 5; day += 1) {
      time.advance(DAY_MS);
      if (day === 3) await stage.connect('alice', 'p1');
      await sweep('holes');
      await sweep('changing');
      await storesTheTruth();
      // A subscription that comes to stand opens days again, for a day.
      if (day < 3) await until('the days before the sync to be final', async () => (await lastFinal()) === synced);
      expect((await lastFinal()) > synced).toBe(false);
    }
    await sync();
    time.advance(DAY_MS);
    await sweep('holes');
    await sweep('changing');
    await until('the days to be final', async () => (await lastFinal()) === '2026-05-08');
    await storesTheTruth();
  });
});
