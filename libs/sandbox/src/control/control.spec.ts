import { HEALTH_SCOPES } from '../google-health/oauth/google-scopes';
import { personWith, worldOf } from '../../spec-support/hand-made';
import type { TruthPoint } from '../world/world';
import { fitbitAccess, itemsOf } from '../../spec-support/fitbit';
import { type Answer, errorInfoOf, Harness, type Json, NOON, pointsOf, scope } from '../../spec-support/harness';
import { itemAt } from '../../spec-support/items';

describe('/_sandbox', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  beforeEach(() => harness.control('POST', 'reset'));
  afterAll(() => harness.close());

  describe('people', () => {
    it('lists every person with ids, time zone and first day', async () => {
      const { json } = await harness.control('GET', 'people');
      const people = json.people as Json[];
      expect(people).toHaveLength(2);
      expect(people[0]).toEqual({
        id: 'p1',
        healthUserId: expect.stringMatching(/^\d{1,63}$/) as string,
        legacyUserId: expect.stringMatching(/^[A-Z0-9]{6}$/) as string,
        timeZone: expect.any(String) as string,
        memberSince: '2025-10-01',
      });
    });

    it("returns a person's series under each of the ids", async () => {
      const [{ id, healthUserId, legacyUserId }] = (await harness.control('GET', 'people')).json.people as [Json];
      const byId = await harness.control('GET', `people/${String(id)}/series`);
      const series = byId.json.series as Json[];
      expect(series.length).toBeGreaterThan(1000);
      expect(Object.keys(itemAt(series))).toEqual(['resource', 'date', 'value']);
      for (const other of [healthUserId, legacyUserId]) {
        expect((await harness.control('GET', `people/${String(other)}/series?upstream=google-health`)).text).toBe(
          byId.text,
        );
      }
    });
  });

  it('returns the series of the upstream that the query names', async () => {
    const truth = (personId: string, upstream = 'none'): TruthPoint[] => [
      { resource: upstream, date: '2026-09-01', value: personId },
    ];
    const other = await Harness.start({ world: { ...worldOf(personWith([], 'anna')), truth } });
    const { json } = await other.control('GET', 'people/anna/series?upstream=fitbit-web-api');
    expect(json).toEqual({ series: [{ resource: 'fitbit-web-api', date: '2026-09-01', value: 'anna' }] });
    await other.close();
  });

  describe('token', () => {
    it("returns the upstream's own answer, with all scopes and a refresh token", async () => {
      const { json, status } = await harness.control('POST', 'people/p1/token', { upstream: 'google-health' });
      expect(status).toBe(200);
      expect(Object.keys(json)).toEqual(['access_token', 'expires_in', 'refresh_token', 'scope', 'token_type']);
      expect(String(json.scope).split(' ')).toEqual(HEALTH_SCOPES);
    });

    it('accepts scopes and a lifetime', async () => {
      const scopes = [scope('sleep.readonly')];
      const { json } = await harness.control('POST', 'people/p2/token', { scopes, expiresIn: 10 });
      expect(json).toMatchObject({ expires_in: 10, scope: scopes[0] });
      harness.clock.advance(9_999);
      expect((await harness.get(pointsOf('sleep'), String(json.access_token))).status).toBe(200);
      harness.clock.advance(1);
      expect((await harness.get(pointsOf('sleep'), String(json.access_token))).status).toBe(401);
    });
  });

  it('syncs a person: what the device has recorded since appears, and the last sync time changes', async () => {
    const token = await harness.token('p1');
    const [before] = (await harness.control('GET', 'people/p1/series')).json.series as Json[];
    harness.clock.advance(2 * 86_400_000);
    const { json } = await harness.control('POST', 'people/p1/sync', {});
    expect((json.changes as Json[]).map(({ date }) => date)).toContain('2026-10-02');
    expect(before).toBeDefined();
    const devices = await harness.get('/v4/users/me/pairedDevices', token).then(({ status }) => status);
    expect(devices).toBe(401);
    const fresh = await harness.get('/v4/users/me/pairedDevices', await harness.token('p1'));
    expect(itemAt(fresh.json.pairedDevices as Json[]).lastSyncTime).toBe('2026-10-03T12:00:00.000Z');
  });

  it('syncs a device whose clock is ahead: both upstreams report a future day and a sync on it', async () => {
    const deviceTime = '2026-10-05T12:00:00.000Z';
    const { json } = await harness.control('POST', 'people/p1/sync', { deviceTime });
    expect((json.changes as Json[]).map(({ date }) => date)).toEqual(['2026-10-05']);
    await harness.control('POST', 'people/p1/edit', { resource: 'body/weight', date: '2026-10-05', value: '250' });
    const google = await harness.token('p1');
    const devices = await harness.get('/v4/users/me/pairedDevices', google);
    expect(itemAt(devices.json.pairedDevices as Json[]).lastSyncTime).toBe(deviceTime);
    const [weight] = (await harness.get(pointsOf('weight', ':reconcile'), google)).json.dataPoints as [
      { weight: Json },
    ];
    expect(weight.weight.weightGrams).toBe(250_000);
    const day = (number: number): Json => ({ date: { year: 2026, month: 10, day: number } });
    const range = { start: day(1), end: day(7) };
    const rolled = await harness.post(pointsOf('steps', ':dailyRollUp'), google, { range, windowSizeDays: 1 });
    const points = rolled.json.rollupDataPoints as { civilStartTime: Json }[];
    expect(points.map(({ civilStartTime }) => (civilStartTime.date as Json).day)).toEqual([5, 1]);

    const fitbit = await fitbitAccess(harness, 'p1');
    const [device] = (await harness.get('/1/user/-/devices.json', fitbit)).json as unknown as [Json];
    expect(device.lastSyncTime).toMatch(/^2026-10-05T/);
    const series = async (path: string): Promise<string[]> =>
      itemsOf(await harness.get(`/1/user/-/${path}/date/2026-10-01/2026-10-06.json`, fitbit)).map(({ value }) => value);
    expect((await series('activities/steps')).map((value) => value !== '0')).toEqual([
      true,
      false,
      false,
      false,
      true,
      false,
    ]);
    const carried = await series('body/weight');
    expect(carried.slice(1)).toEqual(['0', '0', '0', '0', '0']);
    harness.clock.set(new Date('2026-10-06T12:00:00Z'));
    const later = await fitbitAccess(harness, 'p1');
    const weights = await harness.get('/1/user/-/body/weight/date/2026-10-01/2026-10-06.json', later);
    expect(itemsOf(weights).map(({ value }) => value)).toEqual([
      ...Array<string>(4).fill(itemAt(carried)),
      '250',
      '250',
    ]);
  });

  it('changes past days, only of the given types', async () => {
    const body = { dates: ['2026-09-01'], types: ['steps'] };
    const { json, status } = await harness.control('POST', 'people/p2/sync', body);
    expect(status).toBe(200);
    for (const { types } of json.changes as { types: string[] }[]) expect(types).toEqual(['steps']);
  });

  it('syncs many people at once, and all of them when none is named', async () => {
    harness.clock.advance(86_400_000);
    const some = await harness.control('POST', 'sync', { people: ['p2'], dates: ['2026-09-01'], types: ['steps'] });
    const [{ id, changes }, ...others] = some.json.people as [
      { id: string; changes: { date: string }[] },
      ...unknown[],
    ];
    expect([id, others]).toEqual(['p2', []]);
    expect(changes.map(({ date }) => date)).toEqual(['2026-09-01', '2026-10-01', '2026-10-02']);
    const all = await harness.control('POST', 'sync', {});
    expect((all.json.people as Json[]).map((one) => one.id)).toEqual(['p1', 'p2']);
    expect((await harness.control('POST', 'sync', { people: ['p1', 'nobody'] })).status).toBe(404);
  });

  it('skips a date for people who had not joined then', async () => {
    const joined = [personWith([], 'old', '1'), { ...personWith([], 'new', '2'), memberSince: '2026-09-20' }];
    const asked: unknown[] = [];
    const sync = (id: string, request?: object): [] => {
      asked.push([id, request]);
      return [];
    };
    const other = await Harness.start({ world: { ...worldOf(...joined), sync } });
    other.sandbox.syncMany({ dates: ['2026-09-10'] });
    expect(asked).toEqual([
      ['old', { dates: ['2026-09-10'] }],
      ['new', { dates: [] }],
    ]);
    await other.close();
  });

  it('edits a past day for every way of reading it, and removes the value with null', async () => {
    const token = await harness.token('p1');
    const read = async (): Promise<string[]> => {
      const filter = 'weight.sample_time.civil_time >= "2026-09-01" AND weight.sample_time.civil_time < "2026-09-02"';
      const { json } = await harness.get(pointsOf('weight', `:reconcile?filter=${encodeURIComponent(filter)}`), token);
      return ((json.dataPoints ?? []) as { weight: Json }[]).map(({ weight }) => String(weight.weightGrams));
    };
    const edit = { resource: 'body/weight', date: '2026-09-01', value: '77.5' };
    const { json } = await harness.control('POST', 'people/p1/edit', edit);
    expect(json).toEqual({ changes: [{ date: '2026-09-01', types: ['weight'] }] });
    expect((await read())[0]).toBe('77500');
    await harness.control('POST', 'people/p1/edit', { ...edit, value: null });
    expect(await read()).toEqual([]);
  });

  describe('requests', () => {
    it('counts requests to the upstreams by method, path without query, person and status', async () => {
      const token = await harness.token('p1');
      await harness.get(pointsOf('steps', '?pageSize=1'), token);
      await harness.get(pointsOf('steps', '?pageSize=2'), token);
      await harness.get(pointsOf('steps'), 'junk');
      await harness.get('/v4/nothing', token);
      await harness.get('/nothing', token);
      const { json } = await harness.control('POST', 'people/p2/token');
      await harness.form('/token', { grant_type: 'refresh_token', refresh_token: String(json.refresh_token) });
      await harness.form('/revoke', { token: String(json.refresh_token) });
      await harness.control('GET', 'clock');
      const path = '/v4/users/me/dataTypes/steps/dataPoints';
      expect((await harness.control('GET', 'requests')).json).toEqual([
        { method: 'GET', path, person: 'p1', status: 200, count: 2 },
        { method: 'GET', path, person: null, status: 401, count: 1 },
        { method: 'GET', path: '/v4/nothing', person: 'p1', status: 404, count: 1 },
        { method: 'GET', path: '/nothing', person: null, status: 404, count: 1 },
        { method: 'POST', path: '/token', person: 'p2', status: 400, count: 1 },
        { method: 'POST', path: '/revoke', person: 'p2', status: 200, count: 1 },
      ]);
    });

    it("returns a person's latest requests with their time", async () => {
      const token = await harness.token('p1');
      await harness.get('/v4/nothing', token);
      await harness.get('/v4/users/me/identity', await harness.token('p2'));
      expect((await harness.control('GET', 'people/p1/requests')).json).toEqual([
        { method: 'GET', path: '/v4/nothing', person: 'p1', status: 404, at: harness.clock.now().toISOString() },
      ]);
    });

    it('names the person of a token that has expired', async () => {
      const token = await harness.token('p1');
      harness.clock.advance(3_600_000);
      await harness.get('/v4/users/me/identity', token);
      const [entry] = (await harness.control('GET', 'requests')).json as unknown as Json[];
      expect(entry).toMatchObject({ person: 'p1', status: 401 });
    });

    it('starts again after a reset', async () => {
      await harness.get('/v4/nothing', 'x');
      await harness.control('POST', 'requests/reset');
      expect((await harness.control('GET', 'requests')).json).toEqual([]);
    });
  });

  describe('clock', () => {
    it('can be shown, set, and moved in either direction', async () => {
      expect((await harness.control('GET', 'clock')).json).toEqual({ now: NOON.toISOString() });
      const set = await harness.control('POST', 'clock', { now: '2026-11-01T00:00:00+01:00' });
      expect(set.json).toEqual({ now: '2026-10-31T23:00:00.000Z' });
      const moved = await harness.control('POST', 'clock', { advanceMs: 1500 });
      expect(moved.json).toEqual({ now: '2026-10-31T23:00:01.500Z' });
      expect((await harness.control('POST', 'clock', { advanceMs: -1500 })).json).toEqual(set.json);
    });
  });

  it('shows and sets the switches', async () => {
    const { json } = await harness.control('POST', 'switches', {
      rotateRefreshTokens: true,
      rollUpDefaultPageSize: 'range',
    });
    expect(json).toMatchObject({ rotateRefreshTokens: true, rollUpDefaultPageSize: 'range', maxRefreshTokens: 100 });
    expect(harness.sandbox.switches.rotateRefreshTokens).toBe(true);
    await harness.control('POST', 'reset');
    expect((await harness.control('GET', 'switches')).json).toMatchObject({ rotateRefreshTokens: false });
  });

  it('resets people, clock, tokens, faults, counts and quota', async () => {
    const truth = (await harness.control('GET', 'people/p1/series')).text;
    const token = await harness.token('p1');
    for (let index = 0; index < 301; index++) await harness.get('/v4/users/me/identity', token);
    await harness.control('POST', 'people/p1/edit', { resource: 'activities/steps', date: '2026-09-01', value: '1' });
    await harness.control('POST', 'faults', [{ status: 500 }]);
    harness.clock.advance(1000);
    expect((await harness.control('POST', 'reset')).status).toBe(200);
    expect((await harness.control('GET', 'people/p1/series')).text).toBe(truth);
    expect((await harness.control('GET', 'requests')).json).toEqual([]);
    expect((await harness.control('GET', 'clock')).json).toEqual({ now: NOON.toISOString() });
    expect((await harness.get('/v4/users/me/identity', token)).status).toBe(401);
    expect((await harness.get('/v4/users/me/identity', await harness.token('p1'))).status).toBe(200);
  });

  describe('answers 400 with a message, never an internal error, to', () => {
    const cases: [string, string, unknown, RegExp][] = [
      ['POST', 'people/p1/token', { scopes: ['steps'] }, /Unknown scope: steps/],
      ['POST', 'people/p1/token', { scopes: 'all' }, /"scopes" must be an array/],
      ['POST', 'people/p1/token', { scopes: [] }, /at least one scope/],
      ['POST', 'people/p1/token', { expiresIn: 0 }, /"expiresIn" must be a whole number/],
      ['POST', 'people/p1/token', { upstream: 'garmin' }, /"upstream" must be google-health or fitbit-web-api/],
      ['POST', 'people/p1/token', { scope: 'x' }, /has no member "scope"/],
      ['POST', 'people/p1/token', [], /must be a JSON object/],
      ['POST', 'people/p1/sync', { dates: ['2026-02-30'] }, /2026-02-30/],
      ['POST', 'people/p1/sync', { dates: ['2001-01-01'] }, /2001-01-01/],
      ['POST', 'people/p1/sync', { types: ['stairs'] }, /Unknown type: stairs/],
      ['POST', 'people/p1/edit', { resource: 'activities/steps', date: '2026-09-01' }, /"value" must be/],
      ['POST', 'people/p1/edit', { resource: 'x/y', date: '2026-09-01', value: '1' }, /x\/y/],
      ['POST', 'people/p1/edit', { resource: 'activities/steps', date: '2026-09-01', value: 'many' }, /many/],
      ['POST', 'people/p1/edit', { date: '2026-09-01', value: '1' }, /needs a resource and a date/],
      ['GET', 'people/p1/series?upstream=x', undefined, /"upstream" must be/],
      ['POST', 'clock', {}, /either now or advanceMs/],
      ['POST', 'clock', { now: '2026-11-01', advanceMs: 1 }, /either now or advanceMs/],
      ['POST', 'clock', { now: 'tomorrow' }, /"now" must be an ISO 8601 instant/],
      ['POST', 'clock', { advanceMs: 'much' }, /"advanceMs" must be a whole number/],
      ['POST', 'faults', {}, /The body must be an array of faults/],
      ['POST', 'faults', [{}], /needs a status, a reason, a body, a delayMs, a drop or a together/],
      ['POST', 'faults', [{ status: 42 }], /"status" must be a whole number from 200 to 599/],
      ['POST', 'faults', [{ status: 500, times: 0 }], /"times"/],
      ['POST', 'faults', [{ status: 500, match: { url: 'x' } }], /"match" has no member "url"/],
      ['POST', 'faults', [{ drop: 'maybe' }], /"drop" must be/],
      ['POST', 'faults', [{ reason: 'MOOD' }], /Unknown reason: MOOD/],
      ['POST', 'faults', [{ status: 500, headers: { a: 1 } }], /"headers" must be an object of strings/],
      ['POST', 'switches', { rotateRefreshTokens: 'yes' }, /"rotateRefreshTokens" must be a boolean/],
      ['POST', 'switches', { maxRefreshTokens: -1 }, /"maxRefreshTokens" must be a number/],
      ['POST', 'sync', { people: 'p1' }, /"people" must be an array/],
      ['POST', 'sync', { dates: ['2026-02-30'] }, /2026-02-30/],
      ['POST', 'sync', { types: ['stairs'] }, /Unknown type: stairs/],
      ['POST', 'people/p1/revoke', { upstream: 'garmin' }, /"upstream" must be/],
      ['POST', 'webhook-keys/rotate', { keepOld: 'no' }, /"keepOld" must be true or false/],
      ['POST', 'switches', { intervalMembers: 'all' }, /"intervalMembers" must be both or civil or physical/],
      ['POST', 'switches', { notificationSignature: true }, /"notificationSignature" must be good or/],
      ['POST', 'switches', { unknown: 1 }, /has no member "unknown"/],
    ];
    it.each(cases)('%s %s %j', async (method, path, body, text) => {
      const answer = await harness.control(method, path, body);
      expect([answer.status, answer.json.error]).toEqual([400, expect.stringMatching(text) as string]);
    });

    it('a body that is not JSON', async () => {
      const answer: Answer = await harness.send('POST', '/_sandbox/clock', { body: '{' });
      expect([answer.status, answer.json.error]).toEqual([400, 'The body is not JSON.']);
    });
  });

  it.each([
    ['GET', 'people/nobody/series'],
    ['POST', 'people/nobody/token'],
    ['POST', 'people/nobody/sync'],
    ['POST', 'people/nobody/revoke'],
    ['GET', 'nothing'],
    ['DELETE', 'people'],
  ])('answers 404 in JSON to %s %s', async (method, path) => {
    const answer = await harness.control(method, path, method === 'POST' ? {} : undefined);
    expect([answer.status, typeof answer.json.error]).toEqual([404, 'string']);
  });

  it('answers 404 to a fault for an unknown person', async () => {
    expect((await harness.control('POST', 'faults', [{ status: 500, match: { person: 'nobody' } }])).status).toBe(404);
  });

  it('returns a token of the Fitbit Web API as its own endpoint does', async () => {
    const options = { upstream: 'fitbit-web-api', scopes: ['sleep', 'weight'], expiresIn: 60 };
    const { status, json } = await harness.control('POST', 'people/p1/token', options);
    const { legacyUserId } = itemAt(harness.sandbox.world.people);
    expect(status).toBe(200);
    expect(json).toMatchObject({ scope: 'sleep weight', expires_in: 60, token_type: 'Bearer', user_id: legacyUserId });
    expect(json.refresh_token).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each(['google-health', 'fitbit-web-api'] as const)('says whether a grant of %s is alive', async (upstream) => {
    const grant = async () => (await harness.control('GET', `people/p1/grant?upstream=${upstream}`)).json;
    expect(await grant()).toEqual({ alive: false, subscriptions: [] });
    await harness.control('POST', 'people/p1/token', { upstream });
    expect(await grant()).toEqual({ alive: true, subscriptions: [] });
    await harness.control('POST', 'people/p1/revoke', { upstream });
    expect(await grant()).toEqual({ alive: false, subscriptions: [] });
  });

  it('does not count control calls against the quota', async () => {
    const token = await harness.token('p1');
    for (let index = 0; index < 301; index++) await harness.control('GET', 'clock');
    const answer = await harness.get('/v4/users/me/identity', token);
    expect(answer.status).toBe(200);
    expect(() => errorInfoOf(answer)).toThrow();
  });
});
