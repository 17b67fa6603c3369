import { inspect } from 'node:util';
import { ManualClock } from '../../../../../test/support/clocks';
import { ScriptedServer, type Script } from '../../../../../test/support/scripted-server';
import { CountingSession } from '../../../spec-support/upstream-bench';
import { RateLimitedError } from '../../errors/fitbit.errors';
import { RESOURCE_NAMES } from '../../model/catalogue';
import { datesOf, type DateRange } from '../../model/date-range';
import type { ResourceName } from '../../model/resource';
import type { PlannedRequest } from '../fitbit-upstream';
import { FitbitWebApiUpstream } from './fitbit-web-api.upstream';
import { fitbitWebApiUrlsBelow } from './fitbit-web-api.urls';

const window = { from: '2026-09-01', to: '2026-09-04' };
const series = (resource: ResourceName, days: DateRange = window): PlannedRequest => ({
  endpoint: `series:${resource}`,
  resources: [resource],
  window: days,
});
const stepsOf = (days: DateRange) => ({
  'activities-steps': datesOf(days).map((dateTime) => ({ dateTime, value: '7' })),
});
const errors = (errorType: string, message = '', fieldName?: string) => ({
  errors: [{ errorType, message, ...(fieldName && { fieldName }) }],
});
const NO_ALTIMETER = errors('validation', 'Invalid time series resource path: /activities/floors', 'resource path');

describe('FitbitWebApiUpstream', () => {
  let server: ScriptedServer;
  let upstream: FitbitWebApiUpstream;
  let session: CountingSession;

  beforeAll(async () => {
    server = await ScriptedServer.start();
  });
  beforeEach(() => {
    server.reset();
    session = new CountingSession('eyJ.secret');
    upstream = new FitbitWebApiUpstream({
      clientId: 'client',
      clientSecret: 'secret',
      urls: fitbitWebApiUrlsBelow(server.url),
      requestTimeoutMs: 5_000,
      clock: new ManualClock(new Date('2026-09-22T12:00:00Z')),
    });
  });
  afterAll(() => server.close());

  const paths = () => server.seen.map(({ url }) => url.pathname + url.search);

  describe('scopes', () => {
    it('are those that the resources need, with profile and settings', () => {
      expect(upstream.scopesFor(['activities/steps', 'body/bmi'])).toEqual([
        'activity',
        'weight',
        'profile',
        'settings',
      ]);
      expect(upstream.scopesFor(RESOURCE_NAMES)).toHaveLength(6);
    });

    it('distinguish "not available" and "not consented"', () => {
      expect(upstream.availability('activities/caloriesBMR', ['activity'])).toBe('available');
      expect(upstream.availability('sleep/efficiency', ['activity'])).toBe('not_consented');
      expect(upstream.availability('activities/tracker/activeScore', ['activity'])).toBe('not_available');
    });
  });

  describe('fetch', () => {
    it('requests a range in metric units, with the token', async () => {
      server.next({ body: stepsOf(window) });
      expect(await upstream.fetch(session, series('activities/steps'))).toHaveLength(4);
      expect(paths()).toEqual(['/1/user/-/activities/steps/date/2026-09-01/2026-09-04.json']);
      const { headers, method } = server.seen[0] ?? {};
      expect(method).toBe('GET');
      expect(headers?.authorization).toBe('Bearer eyJ.secret');
      expect(['en_US', 'en_GB', undefined]).not.toContain(headers?.['accept-language']);
      expect(session.admitted).toEqual(['first']);
    });

    it.each(['floors', 'elevation', 'tracker/floors', 'tracker/elevation'])(
      '[B5] takes a refusal of %s for a device without altimeter',
      async (name) => {
        server.next({ status: 400, body: NO_ALTIMETER });
        expect(await upstream.fetch(session, series(`activities/${name}`))).toEqual([]);
      },
    );

    it.each<[ResourceName, object | string, string]>([
      ['activities/steps', NO_ALTIMETER, 'FITBIT_REQUEST_REFUSED'],
      ['activities/floors', errors('validation', 'Invalid date', 'endDate'), 'FITBIT_REQUEST_REFUSED'],
      ['activities/floors', errors('invalid_request', 'Authorization header required.'), 'FITBIT_REQUEST_REFUSED'],
      ['activities/floors', '<html>', 'FITBIT_UPSTREAM_UNAVAILABLE'],
    ])('[B5] rejects any other bad request: %s %j', async (resource, body, code) => {
      server.next({ status: 400, body });
      await expect(upstream.fetch(session, series(resource))).rejects.toMatchObject({ code });
    });

    it('requests a window in halves when it holds too much', async () => {
      const tooMuch: Script = {
        status: 422,
        body: errors('validation', 'The number of data points queried exceeds limit.', 'Request'),
      };
      const [older, newer] = [
        { from: '2026-09-01', to: '2026-09-02' },
        { from: '2026-09-03', to: '2026-09-04' },
      ];
      server.next(tooMuch, { body: stepsOf(newer) }, { body: stepsOf(older) });
      const onReadSince = jest.fn();
      expect(await upstream.fetch(session, series('activities/steps'), onReadSince)).toHaveLength(4);
      expect(onReadSince.mock.calls).toEqual([['2026-09-03']]);
      expect(paths().slice(1)).toEqual([
        '/1/user/-/activities/steps/date/2026-09-03/2026-09-04.json',
        '/1/user/-/activities/steps/date/2026-09-01/2026-09-02.json',
      ]);
      expect(session.admitted).toEqual(['first', 'continuation', 'continuation']);
      server.always(tooMuch);
      await expect(upstream.fetch(session, series('activities/steps'))).rejects.toMatchObject({
        code: 'FITBIT_REQUEST_REFUSED',
      });
    });

    it.each<[string, Script, object]>([
      [
        'a token that ended',
        { status: 401, body: errors('expired_token', 'secret') },
        { code: 'FITBIT_ACCESS_TOKEN_REJECTED' },
      ],
      [
        'a missing scope',
        { status: 403, body: errors('insufficient_scope') },
        { code: 'FITBIT_SCOPE_MISSING', subject: 'activities/steps' },
      ],
      [
        'a spent quota',
        { status: 429, headers: { 'retry-after': '42' } },
        { code: 'FITBIT_RATE_LIMITED', retryAfterMs: 42_000 },
      ],
      ['the end of the service', { status: 410 }, { code: 'FITBIT_UPSTREAM_UNAVAILABLE' }],
      ['a page', { body: '<html>' }, { code: 'FITBIT_UPSTREAM_UNAVAILABLE' }],
      ['half an answer', { body: '{"activities-steps":[' }, { code: 'FITBIT_UPSTREAM_UNAVAILABLE' }],
      ['an outage', { status: 503, body: '<html>' }, { code: 'FITBIT_UPSTREAM_UNAVAILABLE' }],
      ['errors with HTTP 200', { body: errors('system') }, { code: 'FITBIT_MALFORMED_ANSWER' }],
      ['a cut connection', ({ socket }) => (socket.destroy(), 'handled'), { code: 'FITBIT_UPSTREAM_UNAVAILABLE' }],
    ])('throws the right error for %s, without a token', async (_, script, expected) => {
      server.next(script);
      const error: unknown = await upstream
        .fetch(session, series('activities/steps'))
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject(expected);
      expect(inspect(error, { depth: 10 })).not.toContain('secret');
    });

    it('sends no request that the session does not admit', async () => {
      const spent = { ...session, admit: () => Promise.reject(new RateLimitedError(1_000)) };
      await expect(upstream.fetch(spent, series('activities/steps'))).rejects.toMatchObject({ retryAfterMs: 1_000 });
      expect(server.seen).toEqual([]);
    });

    it.each([
      { ...series('activities/steps'), endpoint: 'series:activities/strides' },
      { ...series('activities/steps'), resources: ['sleep/startTime'] as const },
    ])('refuses a request that another version planned: %j', async (request) => {
      await expect(upstream.fetch(session, request)).rejects.toMatchObject({ code: 'FITBIT_REQUEST_REFUSED' });
      expect(server.seen).toEqual([]);
    });
  });

  describe('identify', () => {
    it('takes the id from the profile', async () => {
      server.next({ body: { user: { encodedId: '26FWFL' } } });
      expect(await upstream.identify(session)).toEqual({ upstreamUserId: '26FWFL', legacyUserId: '26FWFL' });
      expect(paths()).toEqual(['/1/user/-/profile.json']);
    });

    it('introspects the token when the profile was not granted', async () => {
      server.next(
        { status: 403, body: errors('insufficient_scope') },
        { body: { active: true, user_id: '26FWFL', scope: '{ACTIVITY=READ}' } },
      );
      expect(await upstream.identify(session)).toMatchObject({ upstreamUserId: '26FWFL' });
      expect(server.seen[1]).toMatchObject({ method: 'POST', body: 'token=eyJ.secret' });
      expect(paths()[1]).toBe('/1.1/oauth2/introspect');
      expect(session.admitted).toEqual(['first', 'continuation']);
    });

    it.each(['-', '', 'a b', 'x'.repeat(64), 7, undefined])('rejects %p as an id', async (encodedId) => {
      server.next({ body: { user: { encodedId } } });
      await expect(upstream.identify(session)).rejects.toMatchObject({ code: 'FITBIT_MALFORMED_ANSWER' });
    });

    it('distinguishes an invalid token from a missing scope', async () => {
      server.next({ status: 401, body: errors('invalid_token') });
      await expect(upstream.identify(session)).rejects.toMatchObject({ code: 'FITBIT_ACCESS_TOKEN_REJECTED' });
      server.next({ status: 403, body: errors('insufficient_scope') }, { body: { active: false } });
      await expect(upstream.identify(session)).rejects.toMatchObject({ code: 'FITBIT_ACCESS_TOKEN_REJECTED' });
    });
  });

  describe('profile', () => {
    const user = { timezone: 'Europe/Warsaw', memberSince: '2019-03-14' };
    const devices = [{ type: 'TRACKER', lastSyncTime: '2026-09-22T08:00:00.000' }];

    it('returns the zone, the membership and the last sync', async () => {
      server.next({ body: { user } }, { body: devices });
      expect(await upstream.profile(session, ['profile', 'settings'])).toMatchObject({
        timeZone: 'Europe/Warsaw',
        memberSince: '2019-03-14',
        lastSyncedAt: new Date('2026-09-22T06:00:00Z'),
      });
      expect(paths()).toEqual(['/1/user/-/profile.json', '/1/user/-/devices.json']);
      expect(session.admitted).toEqual(['first', 'continuation']);
    });

    it('requests only what was granted', async () => {
      server.next({ body: { user } });
      expect(await upstream.profile(session, ['profile'])).toMatchObject({ timeZone: 'Europe/Warsaw' });
      expect(await upstream.profile(session, ['sleep'])).toEqual({ details: {} });
      expect(server.seen).toHaveLength(1);
    });

    it('omits a refused part, and fails when the upstream fails', async () => {
      server.next({ body: { user } }, { status: 403, body: errors('insufficient_scope') });
      expect((await upstream.profile(session, ['profile', 'settings'])).lastSyncedAt).toBeUndefined();
      server.next({ status: 500 });
      await expect(upstream.profile(session, ['profile'])).rejects.toMatchObject({
        code: 'FITBIT_UPSTREAM_UNAVAILABLE',
      });
    });
  });

  it('connects with one year of everything in at most 66 requests', () => {
    const planned = upstream.plan(
      new Map(RESOURCE_NAMES.map((name) => [name, [{ from: '2025-09-23', to: '2026-09-22' }]])),
    );
    const [identity, profileAndDevices, subscriptionsPerCollection] = [1, 2, 4];
    expect(planned.length + identity + profileAndDevices + subscriptionsPerCollection).toBe(61);
  });
});
