import { RateLimitedError } from '../../errors/fitbit.errors';
import { RESOURCE_NAMES } from '../../model/catalogue';
import { addDays } from '../../model/civil-date';
import type { ResourceName } from '../../model/resource';
import { ManualClock } from '../../../../../test/support/clocks';
import { ScriptedServer, type SeenRequest } from '../../../../../test/support/scripted-server';
import { CountingSession } from '../../../spec-support/upstream-bench';
import type { PlannedRequest } from '../fitbit-upstream';
import { GoogleHealthUpstream } from './google-health.upstream';
import { googleHealthUrlsBelow } from './google-health.urls';
import { SCOPES } from './scopes';

const window = { from: '2026-08-24', to: '2026-11-21' };
const STEPS: PlannedRequest = { endpoint: 'dailyRollUp:steps:all-sources', resources: ['activities/steps'], window };
const SLEEP: PlannedRequest = { endpoint: 'reconcile:sleep:all-sources', resources: ['sleep/startTime'], window };
const date = (text: string) => {
  const [year, month, day] = text.split('-').map(Number);
  return { date: { year, month, day } };
};
const stepsOn = (day: string, countSum = '1') => ({ civilStartTime: date(day), steps: { countSum } });
const errorInfo = (reason: string, metadata?: object) => ({
  error: { details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, metadata }] },
});

describe('GoogleHealthUpstream', () => {
  let server: ScriptedServer;
  let upstream: GoogleHealthUpstream;
  let session: CountingSession;

  beforeAll(async () => {
    server = await ScriptedServer.start();
  });
  beforeEach(() => {
    server.reset();
    session = new CountingSession('ya29.secret');
    upstream = new GoogleHealthUpstream({
      clientId: 'client',
      clientSecret: 'secret',
      urls: googleHealthUrlsBelow(server.url),
      requestTimeoutMs: 5_000,
      clock: new ManualClock(new Date('2026-11-22T12:00:00Z')),
    });
  });
  afterAll(() => server.close());

  const bodies = () => server.seen.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
  const lengthAsked = ({ body }: SeenRequest) => {
    type Day = { date: { year: number; month: number; day: number } };
    const { start, end } = (JSON.parse(body) as { range: { start: Day; end: Day } }).range;
    const ms = ({ date: { year, month, day } }: Day) => Date.UTC(year, month - 1, day);
    return (ms(end) - ms(start)) / 86_400_000;
  };

  describe('scopes', () => {
    it('are those that the resources need, with profile and settings', () => {
      expect(upstream.scopesFor(['activities/steps', 'activities/floors', 'body/bmi'])).toEqual([
        SCOPES.activity,
        SCOPES.profile,
        SCOPES.settings,
      ]);
      expect(upstream.scopesFor(RESOURCE_NAMES)).toHaveLength(6);
      expect(upstream.scopesFor([])).toEqual([SCOPES.profile, SCOPES.settings]);
    });

    it('distinguish "not available" and "not consented"', () => {
      expect(upstream.availability('activities/steps', [SCOPES.activity])).toBe('available');
      expect(upstream.availability('activities/steps', [SCOPES.sleep])).toBe('not_consented');
      expect(upstream.availability('activities/caloriesBMR', [SCOPES.activity])).toBe('not_available');
    });
  });

  describe('fetch of a daily roll-up', () => {
    it('requests whole civil days without pageSize', async () => {
      server.next({ body: { rollupDataPoints: [stepsOn('2026-11-21', '9525'), stepsOn('2026-08-24', '0')] } });
      expect(await upstream.fetch(session, STEPS)).toEqual([
        { resource: 'activities/steps', date: '2026-11-21', value: '9525' },
        { resource: 'activities/steps', date: '2026-08-24', value: '0' },
      ]);
      const [seen] = server.seen;
      expect(seen?.method).toBe('POST');
      expect(seen?.url.pathname).toBe('/v4/users/me/dataTypes/steps/dataPoints:dailyRollUp');
      expect(seen?.headers.authorization).toBe('Bearer ya29.secret');
      expect(bodies()).toEqual([
        {
          range: { start: date('2026-08-24'), end: date('2026-11-22') },
          windowSizeDays: 1,
          dataSourceFamily: 'users/me/dataSourceFamilies/all-sources',
        },
      ]);
      expect(session.admitted).toEqual(['first']);
    });

    it('requests only wearables for tracker/', async () => {
      server.next({ body: {} });
      const request: PlannedRequest = {
        endpoint: 'dailyRollUp:active-minutes:google-wearables',
        resources: ['activities/tracker/minutesVeryActive'],
        window: { from: '2026-11-08', to: '2026-11-21' },
      };
      expect(await upstream.fetch(session, request)).toEqual([]);
      expect(bodies()[0]).toMatchObject({ dataSourceFamily: 'users/me/dataSourceFamilies/google-wearables' });
    });

    it('follows a page token if one appears', async () => {
      server.next(
        { body: { rollupDataPoints: [stepsOn('2026-11-21')], nextPageToken: 'p2' } },
        { body: { rollupDataPoints: [stepsOn('2026-11-20')], nextPageToken: '' } },
      );
      expect(await upstream.fetch(session, STEPS)).toHaveLength(2);
      expect(bodies()[1]).toEqual({ ...bodies()[0], pageToken: 'p2' });
      expect(session.admitted).toEqual(['first', 'continuation']);
    });

    it('cuts the window when fewer days are allowed than documented, and remembers the limit', async () => {
      server.always((request) =>
        lengthAsked(request) > 14
          ? { status: 400, body: errorInfo('INVALID_ROLLUP_QUERY_DURATION', { maxDurationDays: '14' }) }
          : { body: {} },
      );
      await upstream.fetch(session, STEPS);
      expect(server.seen.map(lengthAsked)).toEqual([90, 14, 14, 14, 14, 14, 14, 6]);
      expect(session.admitted).toEqual(['first', ...Array<string>(7).fill('continuation')]);

      server.seen.length = 0;
      await upstream.fetch(session, { ...STEPS, window: { from: '2026-11-01', to: '2026-11-21' } });
      expect(server.seen.map(lengthAsked)).toEqual([14, 7]);
    });

    it('neither loses nor repeats a day when the window is cut', async () => {
      server.always((request) => {
        if (lengthAsked(request) > 10) {
          return { status: 400, body: errorInfo('INVALID_ROLLUP_QUERY_DURATION', { maxDurationDays: '10' }) };
        }
        type Range = { range: { start: { date: { year: number; month: number; day: number } } } };
        const { start } = (JSON.parse(request.body) as Range).range;
        const first = Date.UTC(start.date.year, start.date.month - 1, start.date.day);
        const days = Array.from({ length: lengthAsked(request) }, (_, index) =>
          stepsOn(new Date(first + index * 86_400_000).toISOString().slice(0, 10)),
        );
        return { body: { rollupDataPoints: days } };
      });
      const onReadSince = jest.fn();
      const points = await upstream.fetch(session, STEPS, onReadSince);
      expect(onReadSince.mock.calls.flat()).toEqual(
        Array.from({ length: 8 }, (_, index) => addDays('2026-11-12', -10 * index)),
      );
      expect(new Set(points.map(({ date: day }) => day)).size).toBe(90);
      expect(points).toHaveLength(90);
    });

    it('stops when the answer contradicts itself', async () => {
      server.always({ status: 400, body: errorInfo('INVALID_ROLLUP_QUERY_DURATION', { maxDurationDays: '90' }) });
      await expect(upstream.fetch(session, STEPS)).rejects.toMatchObject({ reason: 'INVALID_ROLLUP_QUERY_DURATION' });
      expect(server.seen).toHaveLength(1);
    });
  });

  describe('fetch of reconciled points', () => {
    const night = (day: string) => ({
      sleep: {
        interval: {
          startTime: `${day}T04:09:00Z`,
          startUtcOffset: '0s',
          endTime: `${day}T08:23:00Z`,
          endUtcOffset: '0s',
        },
      },
    });

    it('filters by civil time and follows every page, even after an empty one', async () => {
      server.next(
        { body: { dataPoints: [night('2026-11-21')], nextPageToken: 'p2' } },
        { body: { nextPageToken: 'p3' } },
        { body: { dataPoints: [night('2026-08-24')] } },
      );
      const onReadSince = jest.fn();
      expect(await upstream.fetch(session, SLEEP, onReadSince)).toEqual([
        { resource: 'sleep/startTime', date: '2026-11-21', value: '04:09' },
        { resource: 'sleep/startTime', date: '2026-08-24', value: '04:09' },
      ]);
      expect(server.seen[0]?.url.pathname).toBe('/v4/users/me/dataTypes/sleep/dataPoints:reconcile');
      const queries = server.seen.map(({ url }) => Object.fromEntries(url.searchParams));
      const filter = 'sleep.interval.civil_end_time >= "2026-08-24" AND sleep.interval.civil_end_time < "2026-11-22"';
      expect(queries).toEqual([
        { filter, pageSize: '25' },
        { filter, pageSize: '25', pageToken: 'p2' },
        { filter, pageSize: '25', pageToken: 'p3' },
      ]);
      expect(onReadSince.mock.calls).toEqual([['2026-11-22']]);
      expect(session.admitted).toEqual(['first', 'continuation', 'continuation']);
    });

    it('writes the type in snake case in the filter', async () => {
      server.next({ body: {} });
      await upstream.fetch(session, { endpoint: 'reconcile:body-fat:all-sources', resources: ['body/fat'], window });
      expect(server.seen[0]?.url.searchParams.get('filter')).toBe(
        'body_fat.sample_time.civil_time >= "2026-08-24" AND body_fat.sample_time.civil_time < "2026-11-22"',
      );
    });

    it('refuses a cursor that loops', async () => {
      server.next({ body: { nextPageToken: 'a' } }, { body: { nextPageToken: 'b' } }, { body: { nextPageToken: 'a' } });
      await expect(upstream.fetch(session, SLEEP)).rejects.toMatchObject({ reason: 'nextPageToken: repeats' });
    });

    it('refuses pages without end', async () => {
      let page = 0;
      server.always(() => ({ body: { nextPageToken: `p${++page}` } }));
      await expect(upstream.fetch(session, SLEEP)).rejects.toMatchObject({ code: 'FITBIT_MALFORMED_ANSWER' });
      expect(server.seen).toHaveLength(100);
    });
  });

  describe('fetch that fails', () => {
    it('returns nothing when a later page fails', async () => {
      server.next({ body: { rollupDataPoints: [stepsOn('2026-11-21')], nextPageToken: 'p2' } }, { status: 503 });
      await expect(upstream.fetch(session, STEPS)).rejects.toMatchObject({ code: 'FITBIT_UPSTREAM_UNAVAILABLE' });
    });

    it('sends no request that the session does not admit', async () => {
      server.always({ body: { rollupDataPoints: [stepsOn('2026-11-21')], nextPageToken: 'p2' } });
      const spent = { ...session, admit: () => Promise.reject(new RateLimitedError(5_000)) };
      await expect(upstream.fetch(spent, STEPS)).rejects.toMatchObject({ retryAfterMs: 5_000 });
      expect(server.seen).toEqual([]);
    });

    it('names the missing scope by its type', async () => {
      server.next({ status: 403, body: errorInfo('MISSING_OAUTH_SCOPE') });
      await expect(upstream.fetch(session, STEPS)).rejects.toMatchObject({ subject: 'steps' });
    });

    it.each(['<html>', '[]', '{"rollupDataPoints":[', ''])('rejects %j as an answer', async (body) => {
      server.next({ body });
      await expect(upstream.fetch(session, STEPS)).rejects.toMatchObject({ code: 'FITBIT_UPSTREAM_UNAVAILABLE' });
    });

    it.each<[string, readonly ResourceName[]]>([
      ['dailyRollUp:mood:all-sources', ['activities/steps']],
      ['dailyRollUp:steps:all-sources', ['activities/steps', 'activities/floors']],
    ])('refuses a request that this version did not plan: %s %j', async (read, resources) => {
      await expect(upstream.fetch(session, { endpoint: read, resources, window })).rejects.toMatchObject({
        code: 'FITBIT_REQUEST_REFUSED',
      });
      expect(server.seen).toEqual([]);
    });
  });

  describe('account', () => {
    it('identifies the user', async () => {
      server.next({ body: { healthUserId: '85', legacyUserId: 'A1B2C3' } });
      expect(await upstream.identify(session)).toEqual({ upstreamUserId: '85', legacyUserId: 'A1B2C3' });
      expect(server.seen[0]?.url.pathname).toBe('/v4/users/me/identity');
    });

    it('requests only the parts that were granted', async () => {
      server.next({ body: { membershipStartDate: { year: 2019, month: 3, day: 14 } } });
      expect(await upstream.profile(session, [SCOPES.profile])).toMatchObject({ memberSince: '2019-03-14' });
      expect(server.seen.map(({ url }) => url.pathname)).toEqual(['/v4/users/me/profile']);
      expect((await upstream.profile(session, [])).details).toEqual({});
    });

    it('omits a part that is refused', async () => {
      server.next(
        { status: 403, body: errorInfo('MISSING_OAUTH_SCOPE') },
        { body: { timeZone: 'Europe/Warsaw' } },
        { status: 403 },
      );
      const profile = await upstream.profile(session, [SCOPES.profile, SCOPES.settings]);
      expect(profile).toEqual({
        timeZone: 'Europe/Warsaw',
        memberSince: undefined,
        lastSyncedAt: undefined,
        details: { settings: { timeZone: 'Europe/Warsaw' } },
      });
      expect(session.admitted).toEqual(['first', 'continuation', 'continuation']);
    });

    it.each([
      [401, {}, 'FITBIT_ACCESS_TOKEN_REJECTED'],
      [403, errorInfo('SERVICE_DISABLED'), 'FITBIT_UPSTREAM_CONFIGURATION'],
      [403, errorInfo('RATE_LIMIT_EXCEEDED'), 'FITBIT_RATE_LIMITED'],
      [503, {}, 'FITBIT_UPSTREAM_UNAVAILABLE'],
    ])('fails when the profile fails for another reason: %i %j', async (status, body, code) => {
      server.next({ status, body });
      await expect(upstream.profile(session, [SCOPES.profile])).rejects.toMatchObject({ code });
    });
  });
});
