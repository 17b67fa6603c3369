import { createHmac } from 'node:crypto';
import type { Sandbox } from 'nestjs-fitbit-sandbox';
import type { Queue } from 'bull';
import { CATALOGUE, type Resource } from 'nestjs-fitbit';
import { UPDATE_QUEUE } from '../support/internals';
import { ManualClock } from '../support/clocks';
import { createQueue } from '../support/queues';
import { Stage } from '../support/stage';
import { until } from '../support/until';
import { WEBHOOK_OPTIONS, WEBHOOK_SECRET } from '../support/webhooks';

jest.setTimeout(60_000); // a bound for a busy machine

const NOON = new Date('2026-05-04T12:00:00Z');
const isTracker = ({ path }: Resource) => path.startsWith('tracker/');

/** What `subscriptions` says for some of the resources. */
function only(wanted: (resource: Resource) => boolean): Record<string, string[]> {
  const selected: Record<string, string[]> = {};
  for (const resource of CATALOGUE.filter(wanted)) (selected[resource.category] ??= []).push(resource.path);
  return selected;
}
const PLAIN = only((resource) => !isTracker(resource));
const ACTIVITIES_WITH_TRACKER = only(({ category }) => category === 'activities');
const ALL = undefined;

type Sender = (collection: string, dates: readonly string[]) => { body: string; headers: Record<string, string> };

interface Facts {
  readonly name: 'google-health' | 'fitbit-web-api';
  readonly route: string;
  /** Part of the path of each request for a series. */
  readonly path: string;
  readonly sender: (sandbox: Sandbox) => Sender;
}

const GOOGLE: Facts = {
  name: 'google-health',
  route: 'webhook',
  path: '/dataTypes/',
  sender: (sandbox) => (dataType, dates) => {
    const intervals = dates.map((date) => ({
      civilIso8601TimeInterval: { startTime: `${date}T10:00:00`, endTime: `${date}T11:00:00` },
    }));
    const healthUserId = sandbox.world.find('p1')?.healthUserId;
    const body = JSON.stringify([{ data: { version: '1', healthUserId, operation: 'UPSERT', dataType, intervals } }]);
    const signature = sandbox.webhookKeys.sign(body);
    return { body, headers: { authorization: WEBHOOK_SECRET, 'google-health-api-signature': signature } };
  },
};

const LEGACY: Facts = {
  name: 'fitbit-web-api',
  route: 'update',
  path: '/date/',
  sender: (sandbox) => (collectionType, dates) => {
    const ownerId = sandbox.world.find('p1')?.legacyUserId;
    const body = JSON.stringify(
      dates.map((date) => ({ collectionType, date, ownerId, ownerType: 'user', subscriptionId: 's1' })),
    );
    const signature = createHmac('sha1', 'sandbox-secret&').update(body).digest('base64');
    return { body, headers: { 'x-fitbit-signature': signature } };
  },
};

/** A connected user with a complete history, and what each notification then costs. */
function describeCosts(
  facts: Facts,
  subscriptions: Record<string, string[]> | undefined,
  costs: (
    costOf: (collection: string, days?: number) => Promise<number>,
    delaysMs: () => Promise<number[]>,
    read: (when: string) => Promise<unknown>,
  ) => void,
): void {
  const clock = new ManualClock(NOON);
  let stage: Stage;
  let updates: Queue;

  beforeAll(async () => {
    const { name: upstream } = facts;
    const options = {
      ...WEBHOOK_OPTIONS,
      upstream,
      subscribe: true,
      requestsPerMinutePerUser: 0,
      clock,
      subscriptions,
    };
    stage = await Stage.open({ people: 1, seed: 11, now: NOON }, { options });
    updates = createQueue(stage.services.redis, UPDATE_QUEUE);
    await stage.import('alice', 'p1');
  });
  afterAll(async () => {
    await updates.close();
    await stage.close();
  });

  async function isDone(): Promise<boolean> {
    const [row] = await stage.query<{ pending: number }>('SELECT count(*)::int AS pending FROM fitbit_pending_update');
    const { waiting, active } = await updates.getJobCounts();
    return row?.pending === 0 && waiting + active === 0;
  }

  costs(
    async (collection, days = 1) => {
      const dates = Array.from({ length: days }, (_, index) => stage.daysAgo(1 + index));
      const { body, headers } = facts.sender(stage.sandbox)(collection, dates);
      await stage.control.resetRequests();
      const response = await fetch(`${stage.host.url}/fitbit/${facts.route}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      });
      expect(response.status).toBe(204);
      await until('the update', isDone);
      return stage.control.requests(facts.path);
    },
    async () => (await updates.getDelayed()).map(({ opts }) => opts.delay ?? 0),
    (when) => stage.query(`UPDATE fitbit_coverage SET updated_at = updated_at + interval '${when}'`),
  );
}

describe.each([
  ['the plain resources', PLAIN, 1, 11, true],
  ['activities with tracker/*', ACTIVITIES_WITH_TRACKER, 10, 21, false],
  ['all 36 resources', ALL, 10, 21, true],
])('the requests of a notification of fitbit-web-api, for %s', (_, subscriptions, activities, atMost, others) => {
  describeCosts(LEGACY, subscriptions, (costOf) => {
    it(`are ${activities} for a day of activities`, async () => {
      expect(await costOf('activities')).toBe(activities);
    });

    it('grow with the days of activities, up to one for each series', async () => {
      expect(await costOf('activities', 3)).toBe(activities + 2);
      expect(await costOf('activities', 20)).toBe(atMost);
    });

    it.each([
      ['body', others ? 3 : 0],
      ['sleep', others ? 1 : 0],
      ['foods', others ? 2 : 0],
    ])('of %s are %i, for a day and for ten', async (collection, requests) => {
      expect(await costOf(collection)).toBe(requests);
      expect(await costOf(collection, 10)).toBe(requests);
    });
  });
});

describe.each([
  ['the plain resources', PLAIN, 1, true],
  ['activities with tracker/*', ACTIVITIES_WITH_TRACKER, 2, false],
  ['all 36 resources', ALL, 2, true],
])('the requests of a notification of google-health, for %s', (_, subscriptions, families, others) => {
  describeCosts(GOOGLE, subscriptions, (costOf, delaysMs, read) => {
    it.each(['floors', 'altitude', 'sedentary-period'])(
      `of %s are ${families}, one for each source family, for a day and for ten`,
      async (dataType) => {
        expect(await costOf(dataType)).toBe(families);
        expect(await costOf(dataType, 10)).toBe(families);
      },
    );

    it.each(['sleep', 'weight', 'body-fat', 'nutrition-log', 'hydration-log'])(
      `of %s are ${others ? 1 : 0}`,
      async (dataType) => {
        expect(await costOf(dataType)).toBe(others ? 1 : 0);
      },
    );

    it('of steps include the three unannounced types from time to time', async () => {
      expect(await costOf('steps')).toBe(families + 3 * families);
      expect(await delaysMs()).toEqual([]);
      await read('3 days'); // by the clock of a machine that is ahead
      expect(await costOf('steps')).toBe(families);
      expect(await costOf('steps')).toBe(families);
      expect(await costOf('activity-level')).toBe(0);
      expect(await costOf('distance')).toBe(families);
      const delays = await delaysMs();
      expect(delays).toHaveLength(3 * families);
      expect(Math.max(...delays)).toBe(300_000);
    });
  });
});
