import { FastifyAdapter } from '@nestjs/platform-fastify';
import { startSandbox, type Sandbox } from '@nestjs-fitbit/sandbox';
import { FitbitService, type ResourceName } from 'nestjs-fitbit';
import { addDays, civilDateIn } from '../../libs/fitbit/src/model/civil-date';
import { connectUser } from '../support/connect';
import {
  type HostApp,
  type HostAppSettings,
  type HostServices,
  ManualClock,
  startHostApp,
  startServices,
} from '../support/host-app';
import { SandboxControl } from '../support/sandbox-control';
import { until } from '../support/until';

jest.setTimeout(60_000); // a bound for a busy machine

const NOON = new Date('2026-05-04T12:00:00Z');
const SECRET = 'Bearer the-current-secret';
const OLDER_SECRET = 'the-secret-before-it';
const SIGNATURE = 'google-health-api-signature';
const SIGNATURE_OF_EARLY_2026 = 'x-healthapi-signature';
const HANDSHAKE = '{"type":"verification"}';
const KEYSET = 'webhooks_public_keyset';

describe.each([
  ['Express', undefined],
  ['Fastify', () => new FastifyAdapter()],
])('the route webhook on google-health (%s)', (_, adapter) => {
  const clock = new ManualClock(NOON);
  let sandbox: Sandbox;
  let services: HostServices;
  let host: HostApp;
  let control: SandboxControl;
  let fitbit: FitbitService;
  let account: string;
  const daysAgo = (days: number) =>
    addDays(civilDateIn(sandbox.world.find('p1')?.timeZone ?? 'UTC', clock.now()), -days);

  beforeAll(async () => {
    sandbox = await startSandbox({ people: 1, seed: 11, years: 1, quota: false, now: NOON });
    control = new SandboxControl(sandbox);
    services = await startServices();
    host = await start();
    fitbit = host.app.get(FitbitService);
    account = sandbox.world.find('p1')?.healthUserId ?? '';
    await connectUser(host, 'alice', { person: 'p1' });
    await until('the history', async () => (await fitbit.importProgress('alice'))?.complete);
  });
  afterAll(async () => {
    await host.close();
    await services.close();
    await sandbox.close();
  });
  beforeEach(() => control.resetRequests());
  afterEach(() => control.heal());

  function start(settings: Partial<HostAppSettings> = {}): Promise<HostApp> {
    return startHostApp({
      services,
      upstreamBaseUrl: sandbox.url,
      options: {
        subscribe: true,
        webhookSecrets: [SECRET, OLDER_SECRET],
        requestsPerMinutePerUser: 0,
        subscriptions: { activities: ['steps'], foods: ['log/water'] },
        clock,
      },
      ...(adapter ? { adapter } : {}),
      ...settings,
    });
  }

  const notification = (given: object = {}, date = daysAgo(1)) => ({
    data: {
      version: '1',
      healthUserId: account,
      operation: 'UPSERT',
      dataType: 'steps',
      intervals: [{ civilIso8601TimeInterval: { startTime: `${date}T10:00:00`, endTime: `${date}T11:00:00` } }],
      ...given,
    },
  });
  const sign = (body: string) => sandbox.webhookKeys.sign(body);
  const signed = (body: string, name = SIGNATURE) => ({ authorization: SECRET, [name]: sign(body) });

  async function post(body: string, headers: Record<string, string> = signed(body), to = host): Promise<number> {
    const all = { 'content-type': 'application/json', ...headers };
    const response = await fetch(`${to.url}/fitbit/webhook`, { method: 'POST', body, headers: all });
    expect(await response.text()).not.toMatch(/\.[jt]s:\d+/);
    return response.status;
  }

  const edit = (resource: ResourceName, date: string, value: string | null) =>
    control.call('POST', 'people/p1/edit', { resource, date, value });
  const value = async (resource: ResourceName, date: string) =>
    (await fitbit.getSeries('alice', resource, { from: date, to: date })).points.at(0)?.value;
  /** How often anything was put into the inbox: what was taken out again left its mark in the ledger. */
  const received = async () => {
    const [row] = await services.database.dataSource.query<{ n: number }[]>(
      `SELECT (SELECT count(*) FROM fitbit_pending_update)::int
         + (SELECT coalesce(sum(changes), 0) FROM fitbit_coverage)::int AS n`,
    );
    return row?.n;
  };
  /** What is refused is not stored. */
  async function expectRefusal(status: number, ...given: Parameters<typeof post>): Promise<void> {
    const before = await received();
    expect(await post(...given)).toBe(status);
    expect(await received()).toBe(before);
  }

  describe('the handshake', () => {
    it.each<[string, Record<string, string>, number]>([
      ['the current secret', { authorization: SECRET }, 201],
      ['the secret before it', { authorization: OLDER_SECRET }, 201],
      ['another secret', { authorization: 'Bearer another-secret-yet' }, 401],
      ['a part of the secret', { authorization: SECRET.slice(0, -1) }, 401],
      ['no secret', {}, 401],
    ])('with %s is answered with the right status', async (_name, headers, status) => {
      await expectRefusal(status, HANDSHAKE, headers);
    });

    it('is exactly that: whatever says more has to be signed', async () => {
      const more = JSON.stringify({ type: 'verification', ...notification() });
      await expectRefusal(401, more, { authorization: SECRET });
    });

    it('may be signed, but then rightly', async () => {
      expect(await post(HANDSHAKE)).toBe(201);
      await expectRefusal(401, HANDSHAKE, { authorization: SECRET, [SIGNATURE]: sign(`${HANDSHAKE} `) });
    });
  });

  it.each([
    ['a list', 2, SIGNATURE, SECRET, (one: object) => [one]],
    ['one alone', 3, SIGNATURE, SECRET, (one: object) => one],
    ['a list, signed under the older name', 4, SIGNATURE_OF_EARLY_2026, SECRET, (one: object) => [one]],
    ['a list, with the secret before the current one', 5, SIGNATURE, OLDER_SECRET, (one: object) => [one]],
  ])('takes %s, and brings what changed', async (_name, days, header, authorization, shape) => {
    const date = daysAgo(days);
    await edit('activities/steps', date, `${4700 + days}`);
    const body = JSON.stringify(shape(notification({}, date)));
    expect(await post(body, { ...signed(body, header), authorization })).toBe(204);
    await until('the value', async () => (await value('activities/steps', date)) === `${4700 + days}`);
  });

  it('reads the days of a deletion again: the row goes', async () => {
    const date = daysAgo(6);
    await until('a row', async () => (await value('activities/steps', date)) !== undefined);
    await edit('activities/steps', date, null);
    expect(await post(JSON.stringify([notification({ operation: 'DELETE' }, date)]))).toBe(204);
    await until('the row to go', async () => (await value('activities/steps', date)) === undefined);
  });

  it('takes 99 entries at once, and more', async () => {
    const days = Array.from({ length: 150 }, (_item, index) => daysAgo(10 + index));
    const [first = '', last = ''] = [days[0], days.at(-1)];
    await edit('activities/steps', first, '4801');
    await edit('activities/steps', last, '4802');
    const before = fitbit.notificationCounts().accepted;
    expect(await post(JSON.stringify(days.slice(0, 99).map((day) => notification({}, day))))).toBe(204);
    expect(await post(JSON.stringify(days.map((day) => notification({}, day))))).toBe(204);
    expect(fitbit.notificationCounts().accepted - before).toBe(99 + 150);
    await until('the first', async () => (await value('activities/steps', first)) === '4801');
    await until('the last', async () => (await value('activities/steps', last)) === '4802');
  });

  it('takes the good entries of a body with bad ones, and counts the others', async () => {
    const date = daysAgo(7);
    await edit('activities/steps', date, '4803');
    const before = fitbit.notificationCounts();
    const body = [
      notification({}, date),
      notification({ intervals: [] }),
      notification({ dataType: 'naps' }),
      notification({ operation: 'MERGE' }),
      notification({ healthUserId: '999999999999' }),
      7,
    ];
    expect(await post(JSON.stringify(body))).toBe(204);
    await until('the value', async () => (await value('activities/steps', date)) === '4803');
    const { accepted, skipped, unknownUsers } = fitbit.notificationCounts();
    expect(accepted - before.accepted).toBe(1);
    expect(skipped - before.skipped).toBe(4);
    expect(unknownUsers - before.unknownUsers).toBe(1);
  });

  it('acknowledges a type that nothing selected comes from, and fetches nothing', async () => {
    expect(await post(JSON.stringify([notification({ dataType: 'sleep' })]))).toBe(204);
    await until('the inbox to be empty', async () => {
      const [row] = await services.database.dataSource.query<{ n: number }[]>(
        'SELECT count(*)::int AS n FROM fitbit_pending_update',
      );
      return row?.n === 0;
    });
    expect(await control.requests('/dataTypes/')).toBe(0);
  });

  it.each<[string, (body: string) => Record<string, string>]>([
    ['with another secret', (body) => ({ ...signed(body), authorization: 'Bearer another-secret-yet' })],
    ['without a secret', (body) => ({ [SIGNATURE]: sign(body) })],
    ['with a signature over other bytes', (body) => ({ authorization: SECRET, [SIGNATURE]: sign(`${body} `) })],
    ['with a signature that is none', () => ({ authorization: SECRET, [SIGNATURE]: 'bm9uZQ==' })],
    ['without a signature', () => ({ authorization: SECRET })],
    ['with one good signature and one bad', (body) => ({ ...signed(body), [SIGNATURE_OF_EARLY_2026]: sign('[]') })],
    ['of a stranger', (body) => ({ authorization: SECRET, [SIGNATURE]: sandbox.webhookKeys.signAsStranger(body) })],
  ])('refuses a notification %s, does not say why, and counts it', async (_name, headers) => {
    const before = fitbit.notificationCounts().forged;
    const body = JSON.stringify([notification()]);
    await expectRefusal(401, body, headers(body));
    expect(fitbit.notificationCounts().forged).toBe(before + 1);
  });

  it('asks for the keys again when it does not know one, at most once a minute', async () => {
    const body = JSON.stringify([notification()]);
    const stranger = { authorization: SECRET, [SIGNATURE]: sandbox.webhookKeys.signAsStranger(body) };
    clock.advance(61_000);
    for (let times = 0; times < 5; times++) await expectRefusal(401, body, stranger);
    expect(await control.requests(KEYSET)).toBe(1);

    sandbox.webhookKeys.rotate({ keepOld: true });
    clock.advance(61_000);
    expect(await post(body)).toBe(204);
    expect(await control.requests(KEYSET)).toBe(2);
  });

  it('keeps the keys it has while the upstream gives none', async () => {
    await control.fail({ match: { path: KEYSET }, status: 500 });
    clock.advance(7 * 3_600_000);
    expect(await post(JSON.stringify([notification()]))).toBe(204);
    expect(await control.requests(KEYSET)).toBeGreaterThan(0);
  });

  it('answers 503 as long as it has never had the keys, so that the sender tries again', async () => {
    const fresh = await start({ shape: { workers: false } });
    try {
      const body = JSON.stringify([notification()]);
      await control.fail({ match: { path: KEYSET }, drop: true });
      await expectRefusal(503, body, signed(body), fresh);
      await control.heal();
      clock.advance(6_000);
      expect(await post(body, signed(body), fresh)).toBe(204);
    } finally {
      await fresh.close();
    }
  });

  it('answers 503 while the inbox cannot be written', async () => {
    const { dataSource } = services.database;
    await dataSource.query('ALTER TABLE fitbit_pending_update RENAME TO gone');
    try {
      expect(await post(JSON.stringify([notification()]))).toBe(503);
    } finally {
      await dataSource.query('ALTER TABLE gone RENAME TO fitbit_pending_update');
    }
    expect(await post(JSON.stringify([notification()]))).toBe(204);
  });

  it.each<[string, () => string, number]>([
    ['nothing', () => '', 400],
    ['not JSON', () => '{"data"', 400],
    ['an empty list', () => '[]', 400],
    ['a list without a valid entry', () => JSON.stringify([1, null, 'x', {}, []]), 400],
    ['a wrong type', () => JSON.stringify([notification({ healthUserId: 7 })]), 400],
    ['a date that is none', () => JSON.stringify([notification({}, '2026-02-30')]), 400],
    ['a date in the year 9999', () => JSON.stringify([notification({}, '9999-01-01')]), 400],
    ['a huge id', () => JSON.stringify([notification({ healthUserId: '1'.repeat(90_000) })]), 400],
    ['a key that is there twice', () => JSON.stringify(notification()).replace('{', '{"data":{},'), 400],
    ['deep nesting', () => `${'['.repeat(40_000)}${']'.repeat(40_000)}`, 400],
    ['ten megabytes', () => `[${' '.repeat(10_000_000)}]`, 413],
  ])('refuses %s and stores nothing', async (_name, body, status) => {
    await expectRefusal(status, body());
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded'])('refuses a body that says it is %s', async (type) => {
    const body = JSON.stringify([notification()]);
    await expectRefusal(415, body, { ...signed(body), 'content-type': type });
  });

  it('takes no file, which the other upstream sends', async () => {
    const form = new FormData();
    form.append('updates', new Blob([JSON.stringify([notification()])]), 'updates.json');
    const response = await fetch(`${host.url}/fitbit/webhook`, {
      method: 'POST',
      body: form,
      headers: { authorization: SECRET },
    });
    expect(response.status).toBe(415);
  });

  it.each(['GET', 'PUT', 'DELETE', 'PATCH'])('answers 404 to %s', async (method) => {
    expect((await fetch(`${host.url}/fitbit/webhook`, { method })).status).toBe(404);
  });

  it('has no route update', async () => {
    const body = JSON.stringify([notification()]);
    const headers = { 'content-type': 'application/json', ...signed(body) };
    expect((await fetch(`${host.url}/fitbit/update`, { method: 'POST', body, headers })).status).toBe(404);
    expect((await fetch(`${host.url}/fitbit/update?verify=${SECRET}`)).status).toBe(404);
  });

  it('is not there on fitbit-web-api', async () => {
    const legacy = await start({
      options: { upstream: 'fitbit-web-api', subscribe: true, subscriberId: '1', webhookSecrets: [SECRET], clock },
      shape: { workers: false },
    });
    try {
      expect(await post(HANDSHAKE, { authorization: SECRET }, legacy)).toBe(404);
      expect(await post(JSON.stringify([notification()]), undefined, legacy)).toBe(404);
    } finally {
      await legacy.close();
    }
  });
});
