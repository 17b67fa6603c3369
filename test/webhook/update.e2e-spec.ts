import { createHmac } from 'node:crypto';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { FitbitEvents } from 'nestjs-fitbit';
import { newGrant } from '../support/connections';
import { ConnectionRepository, TokenVault, UPDATE_QUEUE } from '../support/internals';
import { Gate } from '../support/gate';
import { createQueue } from '../support/queues';
import { Stage } from '../support/stage';
import { until } from '../support/until';

const CODE = 'c0de'.repeat(16);

describe.each([
  ['Express', undefined],
  ['Fastify', () => new FastifyAdapter()],
])('the route update on fitbit-web-api (%s)', (_, adapter) => {
  let stage: Stage;
  let gate: Gate;
  let owner: string;

  beforeAll(async () => {
    const options = {
      upstream: 'fitbit-web-api',
      subscribe: true,
      subscriberId: '1',
      verificationCode: CODE,
      subscriptions: { activities: ['steps', 'calories'], body: ['weight'] },
    } as const;
    stage = await Stage.open({ people: 2, seed: 11, quota: true }, async ({ url }) => {
      gate = await Gate.start(url);
      return { upstreamBaseUrl: gate.url, options, ...(adapter ? { adapter } : {}) };
    });
    owner = stage.sandbox.world.find('p1')?.legacyUserId ?? '';
    await stage.import('alice', 'p1');
  });
  afterAll(async () => {
    await gate.close();
    await stage.close();
  });
  beforeEach(() => stage.control.resetRequests());

  const url = () => `${stage.host.url}/fitbit/update`;
  const sign = (body: string | Uint8Array, secret = 'sandbox-secret') =>
    createHmac('sha1', `${secret}&`).update(body).digest('base64');
  const notification = (given: object = {}) => ({
    collectionType: 'activities',
    date: stage.daysAgo(0),
    ownerId: owner,
    ownerType: 'user',
    subscriptionId: 's1',
    ...given,
  });
  async function post(body: string, headers: Record<string, string> = {}): Promise<number> {
    const all = { 'content-type': 'application/json', 'x-fitbit-signature': sign(body), ...headers };
    const response = await fetch(url(), { method: 'POST', body, headers: all });
    expect(await response.text()).not.toMatch(/\.[jt]s:\d+/);
    return response.status;
  }
  const waiting = async () =>
    (
      await stage.query<{ n: number }>(
        'SELECT (SELECT count(*) FROM fitbit_pending_update)::int + (SELECT count(*) FROM fitbit_coverage WHERE announced_at IS NOT NULL)::int AS n',
      )
    )[0]?.n;
  it.each([
    [`?verify=${CODE}`, 204],
    [`/?verify=${CODE}`, adapter ? 404 : 204],
    ['?verify=wrong', 404],
    [`?verify=${CODE.slice(1)}`, 404],
    [`?verify=${CODE}&x=1`, 204],
    ['?verify=', 404],
    ['', 404],
  ])('[R5] [S3] GET update%s answers %i', async (query, status) => {
    const response = await fetch(`${url()}${query}`);
    expect(response.status).toBe(status);
    expect(status === 404 || (await response.text()) === '').toBe(true);
  });

  it.each(['PUT', 'DELETE', 'PATCH'])('[R7] answers 404 to %s', async (method) => {
    expect((await fetch(url(), { method })).status).toBe(404);
  });

  it('[R7] answers 400 to an empty POST', async () => {
    expect((await fetch(url(), { method: 'POST' })).status).toBe(400);
    expect(await post('')).toBe(400);
  });

  it.each<[string, () => string, number]>([
    ['not JSON', () => '{"collectionType"', 400],
    ['an object instead of a list', () => JSON.stringify(notification()), 400],
    ['an empty list', () => '[]', 400],
    ['a list without a valid entry', () => JSON.stringify([1, null, 'x', {}, []]), 400],
    ['an invalid date', () => JSON.stringify([notification({ date: '2026-02-30' })]), 400],
    ['a day of a device with a wrong clock', () => JSON.stringify([notification({ date: '9999-01-01' })]), 204],
    ['an id of 90,000 characters', () => JSON.stringify([notification({ ownerId: 'A'.repeat(90_000) })]), 400],
    ['a repeated key', () => JSON.stringify([notification()]).replace('{', '{"date":"2026-01-01",'), 400],
    ['deep nesting', () => `${'['.repeat(40_000)}${']'.repeat(40_000)}`, 400],
    ['ten megabytes', () => `[${' '.repeat(10_000_000)}]`, 413],
  ])('[R6] stores nothing of %s', async (_name, body, status) => {
    expect(await post(body())).toBe(status);
    expect(await waiting()).toBe(0);
  });

  it.each<[string, Record<string, string>, number]>([
    ['a signature with another secret', { 'x-fitbit-signature': sign('[]', 'another') }, 404],
    ['no signature', { 'x-fitbit-signature': '' }, 404],
    ['a body declared as text', { 'content-type': 'text/plain' }, 415],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
  ])('[R6] refuses %s and stores nothing', async (_name, headers, status) => {
    expect(await post(JSON.stringify([notification()]), headers)).toBe(status);
    expect(await waiting()).toBe(0);
  });

  it('[R6] verifies a body before it parses it: what is forged need not even be JSON', async () => {
    expect(await post('{"collectionType"', { 'x-fitbit-signature': sign('[]') })).toBe(404);
  });

  it('[R6] [S8] acknowledges a collection outside the selection and fetches nothing', async () => {
    expect(await post(JSON.stringify([notification({ collectionType: 'sleep' })]))).toBe(204);
    await until('the inbox to be empty', async () => (await waiting()) === 0);
    expect(await stage.control.requests('/date/')).toBe(0);
  });

  it('[R6] [B3] reads what changed with one request for all plain activities', async () => {
    const date = stage.daysAgo(3);
    await stage.edit('activities/steps', date, '4711');
    expect(await post(JSON.stringify([notification({ date })]))).toBe(204);
    await stage.arrives('activities/steps', date, '4711');
    expect(await stage.control.requests('/date/')).toBe(1);
  });

  it('[R6] accepts the same list as a file of a form', async () => {
    const date = stage.daysAgo(4);
    await stage.edit('activities/steps', date, '4712');
    const form = new FormData();
    form.append('updates', new Blob([JSON.stringify([notification({ date })])]), 'updates.json');
    const encoded = new Request('http://host.invalid', { method: 'POST', body: form });
    const body = new Uint8Array(await encoded.arrayBuffer());
    const headers = {
      'content-type': encoded.headers.get('content-type') ?? '',
      'x-fitbit-signature': sign(body),
    };
    expect((await fetch(url(), { method: 'POST', body, headers })).status).toBe(204);
    await stage.arrives('activities/steps', date, '4712');
  });

  it('[R6] reads weights from the announced day until today, because they carry forward', async () => {
    const date = stage.daysAgo(5);
    await stage.edit('body/weight', date, '66.6');
    expect(await post(JSON.stringify([notification({ collectionType: 'body', date })]))).toBe(204);
    await stage.arrives('body/weight', date, '66.6');
    const truth = (await stage.control.truth('p1', 'fitbit-web-api')).filter(
      ({ resource }) => resource === 'body/weight',
    );
    const { points } = await stage.fitbit.getSeries('alice', 'body/weight', { from: date, to: stage.daysAgo(0) });
    expect(points).toEqual(truth.filter((point) => point.date >= date).map(({ date, value }) => ({ date, value })));
    expect(await stage.control.requests('/date/')).toBe(1);
  });

  it('[R6] accepts the valid entries of a body and counts the invalid ones', async () => {
    const date = stage.daysAgo(6);
    await stage.edit('activities/steps', date, '4713');
    const before = stage.fitbit.notificationCounts();
    const body = [
      notification({ date }),
      notification({ date: '2026-02-30' }),
      notification({ collectionType: 'naps' }),
      notification({ ownerId: 'NOBODY' }),
      7,
    ];
    expect(await post(JSON.stringify(body))).toBe(204);
    await stage.arrives('activities/steps', date, '4713');
    const { accepted, skipped, unknownUsers } = stage.fitbit.notificationCounts();
    expect(accepted - before.accepted).toBe(1);
    expect(skipped - before.skipped).toBe(3);
    expect(unknownUsers - before.unknownUsers).toBe(1);
  });

  it('[B3] reads a day at most twice, however often it is announced while a fetch runs', async () => {
    const updates = createQueue(stage.services.redis, UPDATE_QUEUE);
    const date = stage.daysAgo(7);
    const body = JSON.stringify([notification({ date })]);
    const hundred = JSON.stringify(Array.from({ length: 100 }, () => notification({ date })));
    try {
      gate.hold(/activities\/date/);
      expect(await post(body)).toBe(204);
      await until('the fetch', () => gate.waiting > 0);
      await stage.edit('activities/steps', date, '4714');
      const answers = await Promise.all(Array.from({ length: 10 }, () => post(hundred)));
      expect(answers).toEqual(answers.map(() => 204));
      gate.open();
      await stage.arrives('activities/steps', date, '4714');
      await until('rest', async () => (await updates.count()) + (await updates.getActiveCount()) === 0);
      expect(await stage.control.requests('/activities/date/')).toBeLessThanOrEqual(2);
    } finally {
      gate.open();
      await updates.close();
    }
  });

  it('answers 503 while the inbox cannot be written, so that the sender tries again', async () => {
    const { dataSource } = stage.services.database;
    await dataSource.query('ALTER TABLE fitbit_pending_update RENAME TO gone');
    try {
      expect(await post(JSON.stringify([notification()]))).toBe(503);
    } finally {
      await dataSource.query('ALTER TABLE gone RENAME TO fitbit_pending_update');
    }
    expect(await post(JSON.stringify([notification()]))).toBe(204);
  });

  it('does not end a connection until the upstream confirms that the permission was withdrawn', async () => {
    const [{ version = 0 } = {}] = await stage.query<{ version: number }>('SELECT version FROM fitbit_connection');
    const body = JSON.stringify([notification({ collectionType: 'userRevokedAccess', date: undefined })]);
    expect(await post(body)).toBe(204);
    await until('the upstream to be asked', async () => {
      const [row] = await stage.query<{ version: number; pending: number }>(
        'SELECT version, (SELECT count(*)::int FROM fitbit_pending_update) AS pending FROM fitbit_connection',
      );
      return row && row.version > version && row.pending === 0;
    });
    expect((await stage.fitbit.connection('alice'))?.state).toBe('active');
  });

  it('disconnects no user when the upstream says of many at once that they withdrew it, and refuses them all', async () => {
    const { app } = stage.host;
    const alarms: string[] = [];
    const watching = app
      .get(FitbitEvents)
      .all.subscribe(({ type }) => type === 'configuration-alarm' && alarms.push(type));
    const connections = app.get(ConnectionRepository, { strict: false });
    const vault = app.get(TokenVault, { strict: false });
    const users = Array.from({ length: 30 }, (_, number) => `user-${number}`);
    for (const userId of users) {
      const grant = { accessToken: userId, refreshToken: userId, expiresAt: new Date(), scopes: ['activity'] };
      await connections.connect(
        newGrant({ userId, upstream: 'fitbit-web-api', seal: (id) => vault.sealGrant(grant, id) }),
      );
    }
    const revoked = { collectionType: 'userRevokedAccess', date: undefined };
    const owners = users.map((userId) => `health-${userId}`);
    expect(await post(JSON.stringify(owners.map((ownerId) => notification({ ...revoked, ownerId }))))).toBe(204);
    await until('all of them to be asked about', async () => {
      const [row] = await stage.query<{ n: number }>(
        "SELECT count(*)::int AS n FROM fitbit_connection WHERE user_id <> 'alice' AND (refused_at IS NOT NULL OR state = 'revoked')",
      );
      return row?.n === users.length;
    });
    const states = await stage.query('SELECT state, count(*)::int AS n FROM fitbit_connection GROUP BY state');
    expect(states).toEqual([{ state: 'active', n: users.length + 1 }]);
    expect(alarms).toHaveLength(1); // one a minute
    watching.unsubscribe();
  });
});
