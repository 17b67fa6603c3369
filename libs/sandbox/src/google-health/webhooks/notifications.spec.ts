import type { Day } from '../../people/person';
import { Harness, type Json, scope } from '../../../spec-support/harness';
import { dayOf, moved, night, personWith, worldOf } from '../../../spec-support/hand-made';
import { serviceToken } from '../../../spec-support/service-account';
import { callProject, subscribe } from '../../../spec-support/subscribe';
import { isGenuine, WebhookServer } from '../../../spec-support/webhook-server';
import type { Change } from '../../world/world';
import { itemAt } from '../../../spec-support/items';

const ALL = [
  ...['steps', 'distance', 'floors', 'altitude', 'activity-level', 'sedentary-period', 'sleep'],
  ...['weight', 'body-fat', 'height', 'nutrition-log', 'hydration-log'],
];
const AUGUST = Array.from({ length: 30 }, (_, day) => `2026-08-${String(day + 1).padStart(2, '0')}`);
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe("Google's notifications", () => {
  let harness: Harness;
  let host: WebhookServer;
  let ids: string[];
  beforeAll(async () => {
    [harness, host] = [await Harness.start({ people: 3, years: 1 }), await WebhookServer.start()];
    ids = harness.sandbox.world.people.map(({ healthUserId }) => healthUserId);
  });
  beforeEach(() => {
    harness.sandbox.reset();
    host.forget();
    host.status = 204;
  });
  afterAll(async () => {
    await harness.close();
    await host.close();
  });

  const edit = (person: string, resource: string, value: string | null, date = '2026-09-01'): void =>
    void harness.sandbox.world.edit(person, { resource, date, value });
  const told = async () => {
    await harness.sandbox.notifications.flush();
    return host.notifications;
  };

  it("announce a consenting person's change once, without the value, signed and authorized", async () => {
    await subscribe(harness, host, ALL);
    await harness.token('p1');
    const body = { resource: 'body/weight', date: '2026-09-01', value: '71.375' };
    await harness.control('POST', 'people/p1/edit', body);
    expect(await told()).toEqual([
      {
        version: '1',
        clientProvidedSubscriptionName: expect.stringMatching(UUID) as string,
        healthUserId: ids[0],
        operation: 'UPSERT',
        dataType: 'weight',
        intervals: [expect.any(Object) as object],
      },
    ]);
    const received = itemAt(host.received);
    expect(received.body).not.toContain('71.375');
    expect(received.headers).toMatchObject({
      authorization: host.secret,
      'content-type': 'application/json',
      'user-agent': 'Google-Health-API-Webhooks',
    });
    const keyset = (await harness.send('GET', '/webhooks_public_keyset.json')).json;
    expect(isGenuine(received, keyset)).toBe(true);
    expect(isGenuine({ ...received, body: `${received.body} ` }, keyset)).toBe(false);
  });

  it('announce every changed type that has webhooks', async () => {
    await subscribe(harness, host, ALL);
    await harness.token('p1');
    harness.clock.advance(86_400_000);
    const { json } = await harness.control('POST', 'people/p1/sync', {});
    const changed = new Set((json.changes as Change[]).flatMap(({ types }) => types));
    expect(changed).toContain('total-calories');
    const types = (await told()).map(({ dataType }) => dataType);
    expect([...types].sort()).toEqual([...changed].filter((type) => ALL.includes(type)).sort());
  });

  describe('go only', () => {
    it('to people whose grant covers the type', async () => {
      await subscribe(harness, host, ALL);
      await harness.token('p1', scope('sleep.readonly'));
      edit('p1', 'body/weight', '70.5');
      edit('p2', 'body/weight', '70.5');
      expect(await told()).toEqual([]);
      await harness.token('p1', scope('health_metrics_and_measurements.writeonly'));
      edit('p1', 'body/weight', '70.6');
      expect(await told()).toHaveLength(1);
    });

    it('of the types that the subscriber names', async () => {
      await subscribe(harness, host, ['sleep']);
      await harness.token('p1');
      edit('p1', 'body/weight', '70.5');
      expect(await told()).toEqual([]);
    });

    it('while the permission lasts', async () => {
      await subscribe(harness, host, ALL);
      await harness.token('p1');
      expect((await harness.control('POST', 'people/p1/revoke', {})).json).toEqual({ revoked: ['google-health'] });
      edit('p1', 'body/weight', '70.5');
      expect(await told()).toEqual([]);
      await harness.token('p1');
      edit('p1', 'body/weight', '70.6');
      expect(await told()).toHaveLength(1);
    });

    it('for subscribed users, under the names of their subscriptions, with the policy MANUAL', async () => {
      await subscribe(harness, host, ['weight', 'sleep'], 'MANUAL');
      await Promise.all([harness.token('p1'), harness.token('p2')]);
      await callProject(harness, 'subscribers/my-app/subscriptions?subscriptionId=of-p2', {
        user: `users/${ids[1]}`,
        dataTypes: ['weight'],
      });
      for (const person of ['p1', 'p2']) {
        edit(person, 'body/weight', '70.5');
        edit(person, 'sleep/minutesAsleep', '300');
      }
      expect(await told()).toMatchObject([
        { clientProvidedSubscriptionName: 'of-p2', healthUserId: ids[1], dataType: 'weight' },
      ]);
    });
  });

  it('say DELETE if nothing of the type is left on that day', async () => {
    await subscribe(harness, host, ALL);
    await harness.token('p1');
    edit('p1', 'body/weight', '70.5');
    await told();
    host.forget();
    edit('p1', 'body/weight', null);
    const { operation, intervals } = itemAt(await told());
    expect([operation, itemAt(intervals).civilIso8601TimeInterval]).toEqual([
      'DELETE',
      { startTime: '2026-09-01T00:00:00', endTime: '2026-09-02T00:00:00' },
    ]);
  });

  it('say DELETE for every readable type when the permission is withdrawn and deleteOnRevoke is on', async () => {
    harness.sandbox.switches.deleteOnRevoke = true;
    await subscribe(harness, host, ALL);
    await harness.token('p1', scope('sleep.readonly'));
    expect(harness.sandbox.revoke('p1', 'google-health')).toEqual(['google-health']);
    expect(await told()).toMatchObject([{ healthUserId: ids[0], operation: 'DELETE', dataType: 'sleep' }]);
  });

  describe('have intervals', () => {
    const day: Day = dayOf('2026-09-02', {
      movement: moved({ steps: 1 }),
      sleep: [night('1', '2026-09-01T22:15:30Z', 400)],
    });
    const told2 = async (types: Change['types'], changes: Partial<Harness['sandbox']['switches']> = {}) => {
      const anna = personWith([day, dayOf('2026-09-03', { movement: moved({ steps: 2 }) })]);
      const dates = types.includes('steps') ? ['2026-09-02', '2026-09-03'] : ['2026-09-02'];
      const sync = (): Change[] => dates.map((date) => ({ date, types }));
      const other = await Harness.start({ world: { ...worldOf(anna), sync }, switches: changes });
      await subscribe(other, host, ALL);
      await other.token('anna');
      other.sandbox.world.sync('anna');
      await other.sandbox.notifications.flush();
      await other.close();
      return host.notifications.map(({ intervals }) => intervals);
    };

    it('in UTC and in local time around the night that changed', async () => {
      expect(await told2(['sleep'])).toEqual([
        [
          {
            physicalTimeInterval: { startTime: '2026-09-01T22:15:30Z', endTime: '2026-09-02T04:55:30Z' },
            civilDateTimeInterval: {
              startDateTime: { date: { year: 2026, month: 9, day: 2 }, time: { minutes: 15, seconds: 30 } },
              endDateTime: { date: { year: 2026, month: 9, day: 2 }, time: { hours: 6, minutes: 55, seconds: 30 } },
            },
            civilIso8601TimeInterval: { startTime: '2026-09-02T00:15:30', endTime: '2026-09-02T06:55:30' },
          },
        ],
      ]);
    });

    it('for each day, in one notification or in one each', async () => {
      const intervals = itemAt(await told2(['steps']));
      expect(intervals.map(({ physicalTimeInterval }) => physicalTimeInterval)).toEqual([
        { startTime: '2026-09-01T22:00:00Z', endTime: '2026-09-02T22:00:00Z' },
        { startTime: '2026-09-02T22:00:00Z', endTime: '2026-09-03T22:00:00Z' },
      ]);
      host.forget();
      expect((await told2(['steps'], { splitIntervals: true })).map(({ length }) => length)).toEqual([1, 1]);
    });

    it.each([
      ['civil', ['civilDateTimeInterval', 'civilIso8601TimeInterval']],
      ['physical', ['physicalTimeInterval']],
    ] as const)('with only the members that intervalMembers %s selects', async (intervalMembers, members) => {
      const interval = itemAt(itemAt(await told2(['sleep'], { intervalMembers })));
      expect(Object.keys(interval)).toEqual(members);
    });
  });

  describe('share bodies', () => {
    beforeEach(async () => {
      await subscribe(harness, host, ALL);
      await Promise.all(['p1', 'p2', 'p3'].map((person) => harness.token(person)));
    });
    const burst = (): Promise<unknown> =>
      harness.control('POST', 'sync', { dates: ['2026-09-01', '2026-09-02', '2026-09-03'], types: ['steps'] });

    it('across users', async () => {
      await burst();
      expect((await told()).map(({ healthUserId }) => healthUserId)).toEqual(ids);
      expect(host.received).toHaveLength(1);
    });

    it('of up to 99 notifications, or fewer with notificationBatchSize', async () => {
      harness.sandbox.switches.splitIntervals = true;
      harness.sandbox.syncMany({ dates: AUGUST });
      await told();
      const sizes = host.received.map(({ body }) => (JSON.parse(body) as Json[]).length);
      expect(Math.max(...sizes)).toBe(99);
      harness.sandbox.switches.notificationBatchSize = 2;
      host.forget();
      await burst();
      await told();
      expect(host.received.map(({ body }) => (JSON.parse(body) as Json[]).length).sort()).toEqual([1, 2, 2, 2, 2]);
    });

    it('or arrive as single objects', async () => {
      harness.sandbox.switches.singleNotifications = true;
      await burst();
      await harness.sandbox.notifications.flush();
      expect(host.received.map(({ body }) => (JSON.parse(body) as { data: Json }).data.dataType)).toEqual([
        'steps',
        'steps',
        'steps',
      ]);
    });

    it('arrive twice and in another order when the switches are on', async () => {
      Object.assign(harness.sandbox.switches, { duplicateNotifications: true, notificationBatchSize: 1 });
      await burst();
      const twice = (await told()).map(({ clientProvidedSubscriptionName }) => clientProvidedSubscriptionName);
      expect([twice.length, new Set(twice).size]).toEqual([6, 3]);
      host.forget();
      Object.assign(harness.sandbox.switches, {
        duplicateNotifications: false,
        notificationBatchSize: 99,
        shuffleNotifications: true,
        splitIntervals: true,
      });
      harness.sandbox.syncMany({ people: ['p1'], dates: AUGUST, types: ['steps'] });
      const starts = (await told()).map(({ intervals }) => itemAt(intervals).physicalTimeInterval?.startTime);
      expect(starts.length).toBeGreaterThanOrEqual(25);
      expect(starts).not.toEqual([...starts].sort());
    });
  });

  describe('can be wrong', () => {
    const receive = async (changes: Partial<Harness['sandbox']['switches']>) => {
      Object.assign(harness.sandbox.switches, changes);
      await subscribe(harness, host, ALL);
      await harness.token('p1');
      edit('p1', 'body/weight', '70.5');
      await told();
      return {
        received: itemAt(host.received),
        keyset: (await harness.send('GET', '/webhooks_public_keyset.json')).json,
      };
    };

    it('signed for other bytes by a known key', async () => {
      const { received, keyset } = await receive({ notificationSignature: 'wrong' });
      const keyId = Buffer.from(String(received.headers['google-health-api-signature']), 'base64').readUInt32BE(1);
      expect([keyId, isGenuine(received, keyset)]).toEqual([keyset.primaryKeyId, false]);
    });

    it('signed by an unpublished key', async () => {
      const { received, keyset } = await receive({ notificationSignature: 'unknown-key' });
      const keyId = Buffer.from(String(received.headers['google-health-api-signature']), 'base64').readUInt32BE(1);
      expect((keyset.key as Json[]).map((key) => key.keyId)).not.toContain(keyId);
    });

    it('unsigned, or with the old signature header', async () => {
      const { received } = await receive({ notificationSignature: 'none' });
      expect(received.headers['google-health-api-signature']).toBeUndefined();
      harness.sandbox.reset();
      host.forget();
      const old = await receive({ oldSignatureHeader: true });
      const signature = old.received.headers['x-healthapi-signature'];
      const headers = { 'google-health-api-signature': signature };
      expect(isGenuine({ ...old.received, headers }, old.keyset)).toBe(true);
    });

    it.each([
      ['wrong', 'not Bearer endpoint-secret'],
      ['none', undefined],
    ] as const)('authorized by %s', async (notificationAuthorization, header) => {
      const { received } = await receive({ notificationAuthorization });
      expect(received.headers.authorization).toBe(header);
    });
  });

  describe('keys', () => {
    const keyset = async (): Promise<{ primaryKeyId: number; key: { keyId: number }[] }> =>
      (await harness.send('GET', '/webhooks_public_keyset.json')).json as never;

    it('rotate: earlier signatures stay valid while the old key is published', async () => {
      await subscribe(harness, host, ALL);
      await harness.token('p1');
      edit('p1', 'body/weight', '70.5');
      await told();
      const before = await keyset();
      const { json } = await harness.control('POST', 'webhook-keys/rotate', {});
      const after = await keyset();
      expect(json).toEqual({ primaryKeyId: after.primaryKeyId, keyIds: [after.primaryKeyId, before.primaryKeyId] });
      edit('p1', 'body/weight', '70.6');
      await told();
      expect(host.received.map((one) => isGenuine(one, after as never))).toEqual([true, true]);
      expect(host.received.map((one) => isGenuine(one, before as never))).toEqual([true, false]);
      await harness.control('POST', 'webhook-keys/rotate', { keepOld: false });
      const last = await keyset();
      expect(last.key).toHaveLength(1);
      expect(host.received.map((one) => isGenuine(one, last as never))).toEqual([false, false]);
    });

    it('rotate automatically every 30 days, with at most three published', async () => {
      const seen = new Set<number>();
      for (let month = 0; month < 5; month++) {
        seen.add((await keyset()).primaryKeyId);
        harness.clock.advance(30 * 86_400_000);
      }
      expect([seen.size, (await keyset()).key.length]).toEqual([5, 3]);
    });

    it('are counted and affected by faults like any request', async () => {
      await harness.control('POST', 'faults', [{ match: { path: 'webhooks_public_keyset' }, status: 503, times: 1 }]);
      const path = '/webhooks_public_keyset.json';
      expect([(await harness.send('GET', path)).status, (await harness.send('GET', path)).status]).toEqual([503, 200]);
      expect(harness.sandbox.requests.list()).toEqual([
        { method: 'GET', path, person: null, status: 503, count: 1 },
        { method: 'GET', path, person: null, status: 200, count: 1 },
      ]);
    });
  });

  it('make a subscriber that refuses them inactive until it is verified again, with deactivateAfterFailures', async () => {
    Object.assign(harness.sandbox.switches, { deactivateAfterFailures: 2, notificationRetryMs: 1e9 });
    host.status = 500;
    await subscribe(harness, host, ALL);
    await harness.token('p1');
    edit('p1', 'body/weight', '70.5');
    await told();
    await told();
    host.status = 204;
    edit('p1', 'body/weight', '70.6');
    await told();
    expect(host.received).toHaveLength(2);
    expect(harness.sandbox.notifications.state['google-health']).toMatchObject({ pending: 0, delivered: 0, lost: 1 });
    const patched = await harness.send('PATCH', '/v4/projects/123456789012/subscribers/my-app', {
      headers: { authorization: `Bearer ${await serviceToken(harness)}` },
      body: JSON.stringify({ endpointUri: host.url }),
    });
    expect((patched.json.response as Json).state).toBe('ACTIVE');
    edit('p1', 'body/weight', '70.7');
    await told();
    expect(host.received).toHaveLength(3);
  });
});
