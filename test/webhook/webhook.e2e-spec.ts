import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ManualClock } from '../support/clocks';
import { Stage, type StagedHost } from '../support/stage';
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
  let stage: Stage;
  const clock = new ManualClock(NOON);
  let settings: StagedHost;
  let account: string;

  beforeAll(async () => {
    const options = {
      subscribe: true,
      google: { webhookSecrets: [SECRET, OLDER_SECRET] },
      requestsPerMinutePerUser: 0,
      subscriptions: { activities: ['steps'], foods: ['log/water'] },
      clock,
    };
    settings = { options, ...(adapter ? { adapter } : {}) };
    stage = await Stage.open({ people: 1, seed: 11, now: NOON }, settings);
    account = stage.sandbox.world.find('p1')?.healthUserId ?? '';
    await stage.import('alice', 'p1');
  });
  afterAll(() => stage.close());
  beforeEach(() => stage.control.resetRequests());
  afterEach(() => stage.control.heal());

  const notification = (given: object = {}, date = stage.daysAgo(1)) => ({
    data: {
      version: '1',
      healthUserId: account,
      operation: 'UPSERT',
      dataType: 'steps',
      intervals: [{ civilIso8601TimeInterval: { startTime: `${date}T10:00:00`, endTime: `${date}T11:00:00` } }],
      ...given,
    },
  });
  const sign = (body: string) => stage.sandbox.webhookKeys.sign(body);
  const signed = (body: string, name = SIGNATURE) => ({ authorization: SECRET, [name]: sign(body) });

  async function post(body: string, headers: Record<string, string> = signed(body), to = stage.host): Promise<number> {
    const all = { 'content-type': 'application/json', ...headers };
    const response = await fetch(`${to.url}/fitbit/webhook`, { method: 'POST', body, headers: all });
    expect(await response.text()).not.toMatch(/\.[jt]s:\d+/);
    return response.status;
  }

  /** Grows with everything that is put into the inbox. */
  const received = async () => {
    const [row] = await stage.query<{ n: string }>('SELECT last_value AS n FROM fitbit_pending_update_generation_seq');
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

    it('is that exact body: anything more must be signed', async () => {
      const more = JSON.stringify({ type: 'verification', ...notification() });
      await expectRefusal(401, more, { authorization: SECRET });
    });

    it('may be signed, but then the signature must be valid', async () => {
      expect(await post(HANDSHAKE)).toBe(201);
      await expectRefusal(401, HANDSHAKE, { authorization: SECRET, [SIGNATURE]: sign(`${HANDSHAKE} `) });
    });
  });

  it.each([
    ['a list', 2, SIGNATURE, SECRET, (one: object) => [one]],
    ['a single notification', 3, SIGNATURE, SECRET, (one: object) => one],
    ['a list, signed under the older name', 4, SIGNATURE_OF_EARLY_2026, SECRET, (one: object) => [one]],
    ['a list, with the secret before the current one', 5, SIGNATURE, OLDER_SECRET, (one: object) => [one]],
  ])('accepts %s and reads what changed', async (_name, days, header, authorization, shape) => {
    const date = stage.daysAgo(days);
    await stage.edit('activities/steps', date, `${4700 + days}`);
    const body = JSON.stringify(shape(notification({}, date)));
    expect(await post(body, { ...signed(body, header), authorization })).toBe(204);
    await stage.arrives('activities/steps', date, `${4700 + days}`);
  });

  it('reads the days of a deletion again and deletes the row', async () => {
    const date = stage.daysAgo(6);
    await until('a row', async () => (await stage.value('activities/steps', date)) !== undefined);
    await stage.edit('activities/steps', date, null);
    expect(await post(JSON.stringify([notification({ operation: 'DELETE' }, date)]))).toBe(204);
    await until('the row to go', async () => (await stage.value('activities/steps', date)) === undefined);
  });

  it('accepts 99 entries at once, and more', async () => {
    const days = Array.from({ length: 150 }, (_item, index) => stage.daysAgo(10 + index));
    const [first = '', last = ''] = [days[0], days.at(-1)];
    await stage.edit('activities/steps', first, '4801');
    await stage.edit('activities/steps', last, '4802');
    const before = stage.fitbit.notificationCounts().accepted;
    expect(await post(JSON.stringify(days.slice(0, 99).map((day) => notification({}, day))))).toBe(204);
    expect(await post(JSON.stringify(days.map((day) => notification({}, day))))).toBe(204);
    expect(stage.fitbit.notificationCounts().accepted - before).toBe(99 + 150);
    await stage.arrives('activities/steps', first, '4801');
    await stage.arrives('activities/steps', last, '4802');
  });

  it('accepts the valid entries of a body and counts the invalid ones', async () => {
    const date = stage.daysAgo(7);
    await stage.edit('activities/steps', date, '4803');
    const before = stage.fitbit.notificationCounts();
    const body = [
      notification({}, date),
      notification({ intervals: [] }),
      notification({ dataType: 'naps' }),
      notification({ operation: 'MERGE' }),
      notification({ healthUserId: '999999999999' }),
      7,
    ];
    expect(await post(JSON.stringify(body))).toBe(204);
    await stage.arrives('activities/steps', date, '4803');
    const { accepted, skipped, unknownUsers } = stage.fitbit.notificationCounts();
    expect(accepted - before.accepted).toBe(1);
    expect(skipped - before.skipped).toBe(4);
    expect(unknownUsers - before.unknownUsers).toBe(1);
  });

  it('acknowledges a type that no selected resource uses, and fetches nothing', async () => {
    expect(await post(JSON.stringify([notification({ dataType: 'sleep' })]))).toBe(204);
    await until('the inbox to be empty', async () => {
      const [row] = await stage.query<{ n: number }>('SELECT count(*)::int AS n FROM fitbit_pending_update');
      return row?.n === 0;
    });
    expect(await stage.control.requests('/dataTypes/')).toBe(0);
  });

  it.each<[string, (body: string) => Record<string, string>]>([
    ['with another secret', (body) => ({ ...signed(body), authorization: 'Bearer another-secret-yet' })],
    ['without a secret', (body) => ({ [SIGNATURE]: sign(body) })],
    ['with a signature over other bytes', (body) => ({ authorization: SECRET, [SIGNATURE]: sign(`${body} `) })],
    ['with an invalid signature', () => ({ authorization: SECRET, [SIGNATURE]: 'bm9uZQ==' })],
    ['without a signature', () => ({ authorization: SECRET })],
    ['with one good signature and one bad', (body) => ({ ...signed(body), [SIGNATURE_OF_EARLY_2026]: sign('[]') })],
    [
      'of a stranger',
      (body) => ({ authorization: SECRET, [SIGNATURE]: stage.sandbox.webhookKeys.signWithUnpublishedKey(body) }),
    ],
  ])('refuses a notification %s, does not say why, and counts it', async (_name, headers) => {
    const before = stage.fitbit.notificationCounts().forged;
    const body = JSON.stringify([notification()]);
    await expectRefusal(401, body, headers(body));
    expect(stage.fitbit.notificationCounts().forged).toBe(before + 1);
  });

  it('verifies a body before it parses it: what is forged need not even be JSON', async () => {
    await expectRefusal(401, '{"data"', { authorization: 'Bearer another-secret-yet' });
  });

  it('accepts a body of one mebibyte and no longer one, however it is sent', async () => {
    const body = JSON.stringify([notification({ healthUserId: '999999999999' })]).padEnd(1_048_576);
    expect(await post(body)).toBe(204);
    await expectRefusal(413, `${body} `);
    const init = { method: 'POST', headers: { 'content-type': 'application/json', authorization: SECRET } };
    const chunked = { ...init, body: new Blob([`${body} `]).stream(), duplex: 'half' };
    expect((await fetch(`${stage.host.url}/fitbit/webhook`, chunked as RequestInit)).status).toBe(413);
  });

  it('fetches the keys again for an unknown one, at most once a minute', async () => {
    const body = JSON.stringify([notification()]);
    const stranger = { authorization: SECRET, [SIGNATURE]: stage.sandbox.webhookKeys.signWithUnpublishedKey(body) };
    clock.advance(61_000);
    for (let times = 0; times < 5; times++) await expectRefusal(401, body, stranger);
    expect(await stage.control.requests(KEYSET)).toBe(1);

    stage.sandbox.webhookKeys.rotate({ keepOld: true });
    clock.advance(61_000);
    expect(await post(body)).toBe(204);
    expect(await stage.control.requests(KEYSET)).toBe(2);
  });

  it('keeps its keys while the upstream serves none', async () => {
    await stage.control.fail({ match: { path: KEYSET }, status: 500 });
    clock.advance(7 * 3_600_000);
    expect(await post(JSON.stringify([notification()]))).toBe(204);
    expect(await stage.control.requests(KEYSET)).toBeGreaterThan(0);
  });

  it('answers 503 until it has the keys, so that the sender tries again', async () => {
    const fresh = await stage.startHost({ ...settings, shape: { workers: false } });
    try {
      const body = JSON.stringify([notification()]);
      await stage.control.fail({ match: { path: KEYSET }, drop: true });
      await expectRefusal(503, body, signed(body), fresh);
      await stage.control.heal();
      clock.advance(6_000);
      expect(await post(body, signed(body), fresh)).toBe(204);
    } finally {
      await fresh.close();
    }
  });

  it('answers 503 while the inbox cannot be written', async () => {
    const { dataSource } = stage.services.database;
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
    ['an invalid date', () => JSON.stringify([notification({}, '2026-02-30')]), 400],
    ['a day of a device with a wrong clock', () => JSON.stringify([notification({}, '9999-01-01')]), 204],
    ['a huge id', () => JSON.stringify([notification({ healthUserId: '1'.repeat(90_000) })]), 400],
    ['a repeated key', () => JSON.stringify(notification()).replace('{', '{"data":{},'), 400],
    ['deep nesting', () => `${'['.repeat(40_000)}${']'.repeat(40_000)}`, 400],
    ['ten megabytes', () => `[${' '.repeat(10_000_000)}]`, 413],
  ])('stores nothing of %s', async (_name, body, status) => {
    await expectRefusal(status, body());
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded'])('refuses a body that says it is %s', async (type) => {
    const body = JSON.stringify([notification()]);
    await expectRefusal(415, body, { ...signed(body), 'content-type': type });
  });

  it('accepts no file, which only the other upstream sends', async () => {
    const form = new FormData();
    form.append('updates', new Blob([JSON.stringify([notification()])]), 'updates.json');
    const response = await fetch(`${stage.host.url}/fitbit/webhook`, {
      method: 'POST',
      body: form,
      headers: { authorization: SECRET },
    });
    expect(response.status).toBe(415);
  });

  it.each(['GET', 'PUT', 'DELETE', 'PATCH'])('answers 404 to %s', async (method) => {
    expect((await fetch(`${stage.host.url}/fitbit/webhook`, { method })).status).toBe(404);
  });

  it('has no route update', async () => {
    const body = JSON.stringify([notification()]);
    const headers = { 'content-type': 'application/json', ...signed(body) };
    expect((await fetch(`${stage.host.url}/fitbit/update`, { method: 'POST', body, headers })).status).toBe(404);
    expect((await fetch(`${stage.host.url}/fitbit/update?verify=${SECRET}`)).status).toBe(404);
  });

  it('does not exist with fitbit-web-api', async () => {
    const legacy = await stage.startHost({
      ...settings,
      options: {
        upstream: 'fitbit-web-api',
        subscribe: true,
        subscriberId: '1',
        google: { webhookSecrets: [SECRET] },
        clock,
      },
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
