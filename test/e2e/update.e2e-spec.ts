import { createHmac } from 'node:crypto';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { startSandbox, type Sandbox } from '@nestjs-fitbit/sandbox';
import { FitbitService } from 'nestjs-fitbit';
import { addDays, civilDateIn } from '../../libs/fitbit/src/model/civil-date';
import { FETCH_JOB, UPDATE_QUEUE_OPTIONS } from '../../libs/fitbit/src/sync/update.queue';
import { connectUser } from '../support/connect';
import { type HostApp, type HostServices, startHostApp, startServices } from '../support/host-app';
import { createQueue } from '../support/queues';
import { SandboxControl } from '../support/sandbox-control';
import { until } from '../support/until';

const CODE = 'c0de'.repeat(16);

describe.each([
  ['Express', undefined],
  ['Fastify', () => new FastifyAdapter()],
])('the route update on fitbit-web-api (%s)', (_, adapter) => {
  let sandbox: Sandbox;
  let services: HostServices;
  let host: HostApp;
  let control: SandboxControl;
  let fitbit: FitbitService;
  let owner: string;
  const today = () => civilDateIn(sandbox.world.find('p1')?.timeZone ?? 'UTC', sandbox.clock.now());

  beforeAll(async () => {
    sandbox = await startSandbox({ people: 2, seed: 11, years: 1 });
    control = new SandboxControl(sandbox);
    services = await startServices();
    const options = {
      upstream: 'fitbit-web-api',
      subscribe: true,
      subscriberId: '1',
      verificationCode: CODE,
      subscriptions: { activities: ['steps', 'calories'], body: ['weight'] },
    } as const;
    host = await startHostApp({
      services,
      upstreamBaseUrl: sandbox.url,
      options,
      ...(adapter ? { adapter } : {}),
      configure: (app) => {
        // What a Fastify host adds that gets its notifications as files (docs/webhooks.md).
        if (adapter) (app as NestFastifyApplication).useBodyParser('multipart/form-data');
      },
    });
    fitbit = host.app.get(FitbitService);
    owner = sandbox.world.find('p1')?.legacyUserId ?? '';
    await connectUser(host, 'alice', { person: 'p1' });
    await until('the history', async () => (await fitbit.importProgress('alice'))?.complete);
  });
  afterAll(async () => {
    await host.close();
    await services.close();
    await sandbox.close();
  });
  beforeEach(() => control.resetRequests());

  const url = () => `${host.url}/fitbit/update`;
  const sign = (body: string | Uint8Array, secret = 'sandbox-secret') =>
    createHmac('sha1', `${secret}&`).update(body).digest('base64');
  const notification = (given: object = {}) => ({
    collectionType: 'activities',
    date: today(),
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
      await services.database.dataSource.query<{ n: number }[]>(
        'SELECT (SELECT count(*) FROM fitbit_pending_update)::int + (SELECT count(*) FROM fitbit_coverage WHERE changes > 0)::int AS n',
      )
    )[0]?.n;
  const value = async (resource: 'activities/steps' | 'body/weight', date: string) =>
    (await fitbit.getSeries('alice', resource, { from: date, to: date })).points.at(0)?.value;

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
    ['no list', () => JSON.stringify(notification()), 400],
    ['an empty list', () => '[]', 400],
    ['a list without a valid entry', () => JSON.stringify([1, null, 'x', {}, []]), 400],
    ['a date that is none', () => JSON.stringify([notification({ date: '2026-02-30' })]), 400],
    ['a date in the year 9999', () => JSON.stringify([notification({ date: '9999-01-01' })]), 400],
    ['an id of a megabyte', () => JSON.stringify([notification({ ownerId: 'A'.repeat(90_000) })]), 400],
    ['a key that is there twice', () => JSON.stringify([notification()]).replace('{', '{"date":"2026-01-01",'), 400],
    ['deep nesting', () => `${'['.repeat(40_000)}${']'.repeat(40_000)}`, 400],
    ['ten megabytes', () => `[${' '.repeat(10_000_000)}]`, 413],
  ])('[R6] refuses %s and stores nothing', async (_name, body, status) => {
    expect(await post(body())).toBe(status);
    expect(await waiting()).toBe(0);
  });

  it.each<[string, Record<string, string>, number]>([
    ['a signature with another secret', { 'x-fitbit-signature': sign('[]', 'another') }, 404],
    ['no signature', { 'x-fitbit-signature': '' }, 404],
    ['text that says it is text', { 'content-type': 'text/plain' }, 415],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
  ])('[R6] refuses %s and stores nothing', async (_name, headers, status) => {
    expect(await post(JSON.stringify([notification()]), headers)).toBe(status);
    expect(await waiting()).toBe(0);
  });

  it('[R6] [S8] acknowledges a collection outside of the selection, and fetches nothing', async () => {
    expect(await post(JSON.stringify([notification({ collectionType: 'sleep' })]))).toBe(204);
    await until('the inbox to be empty', async () => (await waiting()) === 0);
    expect(await control.requests('/date/')).toBe(0);
  });

  it('[R6] [B3] brings what changed with one request for all plain activities', async () => {
    const date = addDays(today(), -3);
    await control.call('POST', 'people/p1/edit', { resource: 'activities/steps', date, value: '4711' });
    expect(await post(JSON.stringify([notification({ date })]))).toBe(204);
    await until('the value', async () => (await value('activities/steps', date)) === '4711');
    expect(await control.requests('/date/')).toBe(1);
  });

  it('[R6] takes the same list as a file of a form', async () => {
    const date = addDays(today(), -4);
    await control.call('POST', 'people/p1/edit', { resource: 'activities/steps', date, value: '4712' });
    const form = new FormData();
    form.append('updates', new Blob([JSON.stringify([notification({ date })])]), 'updates.json');
    const encoded = new Request('http://host.invalid', { method: 'POST', body: form });
    const body = new Uint8Array(await encoded.arrayBuffer());
    const headers = {
      'content-type': encoded.headers.get('content-type') ?? '',
      'x-fitbit-signature': sign(body),
    };
    expect((await fetch(url(), { method: 'POST', body, headers })).status).toBe(204);
    await until('the value', async () => (await value('activities/steps', date)) === '4712');
  });

  it('[R6] reads weights from the announced day until today, because they carry forward', async () => {
    const date = addDays(today(), -5);
    await control.call('POST', 'people/p1/edit', { resource: 'body/weight', date, value: '66.6' });
    expect(await post(JSON.stringify([notification({ collectionType: 'body', date })]))).toBe(204);
    await until('the value', async () => (await value('body/weight', date)) === '66.6');
    const truth = (await control.truth('p1', 'fitbit-web-api')).filter(({ resource }) => resource === 'body/weight');
    const { points } = await fitbit.getSeries('alice', 'body/weight', { from: date, to: today() });
    expect(points).toEqual(truth.filter((point) => point.date >= date).map(({ date, value }) => ({ date, value })));
    expect(await control.requests('/date/')).toBe(1);
  });

  it('[R6] takes the good entries of a body with bad ones, and counts the others', async () => {
    const date = addDays(today(), -6);
    await control.call('POST', 'people/p1/edit', { resource: 'activities/steps', date, value: '4713' });
    const before = fitbit.notificationCounts();
    const body = [
      notification({ date }),
      notification({ date: '2026-02-30' }),
      notification({ collectionType: 'naps' }),
      notification({ ownerId: 'NOBODY' }),
      7,
    ];
    expect(await post(JSON.stringify(body))).toBe(204);
    await until('the value', async () => (await value('activities/steps', date)) === '4713');
    const { accepted, skipped, unknownUsers } = fitbit.notificationCounts();
    expect(accepted - before.accepted).toBe(1);
    expect(skipped - before.skipped).toBe(3);
    expect(unknownUsers - before.unknownUsers).toBe(1);
  });

  it('[B3] reads a day at most twice, however often it is announced while a fetch runs', async () => {
    const updates = createQueue(services.redis, UPDATE_QUEUE_OPTIONS);
    const date = addDays(today(), -7);
    const body = JSON.stringify([notification({ date })]);
    const hundred = JSON.stringify(Array.from({ length: 100 }, () => notification({ date })));
    try {
      await control.fail({ match: { path: '/activities/date/' }, delayMs: 1_500, times: 1 });
      expect(await post(body)).toBe(204);
      await until('the fetch', async () => (await updates.getActive()).some((job) => job?.name === FETCH_JOB));
      await control.call('POST', 'people/p1/edit', { resource: 'activities/steps', date, value: '4714' });
      const answers = await Promise.all(Array.from({ length: 10 }, () => post(hundred)));
      expect(answers).toEqual(answers.map(() => 204));
      await until('the value', async () => (await value('activities/steps', date)) === '4714');
      await until('rest', async () => (await updates.count()) + (await updates.getActiveCount()) === 0);
      expect(await control.requests('/activities/date/')).toBeLessThanOrEqual(2);
    } finally {
      await control.heal();
      await updates.close();
    }
  });

  it('answers 503 while the inbox cannot be written, so that the sender tries again', async () => {
    const { dataSource } = services.database;
    await dataSource.query('ALTER TABLE fitbit_pending_update RENAME TO gone');
    try {
      expect(await post(JSON.stringify([notification()]))).toBe(503);
    } finally {
      await dataSource.query('ALTER TABLE gone RENAME TO fitbit_pending_update');
    }
    expect(await post(JSON.stringify([notification()]))).toBe(204);
  });

  it('does not believe that the permission was taken back before the upstream says so', async () => {
    const [{ version = 0 } = {}] = await services.database.dataSource.query<{ version: number }[]>(
      'SELECT version FROM user_fitbit',
    );
    const body = JSON.stringify([notification({ collectionType: 'userRevokedAccess', date: undefined })]);
    expect(await post(body)).toBe(204);
    await until('the upstream to be asked', async () => {
      const [row] = await services.database.dataSource.query<{ version: number; pending: number }[]>(
        'SELECT version, (SELECT count(*)::int FROM fitbit_pending_update) AS pending FROM user_fitbit',
      );
      return row && row.version > version && row.pending === 0;
    });
    expect((await fitbit.connection('alice'))?.state).toBe('active');
  });
});
