import { startSandbox, type Sandbox } from 'nestjs-fitbit-sandbox';
import type { FitbitErrorCode } from '../src/model/error-code';
import { RESOURCE_NAMES } from '../src/model/catalogue';
import { contains, type DateRange } from '../src/model/date-range';
import type { WebhookRequest } from '../src/upstream/fitbit-upstream';
import { Bench, CountingSession, REDIRECT_URI, type Adapter } from './upstream-bench';

const refused = (code: FitbitErrorCode, facts: object = {}): unknown => expect.objectContaining({ code, ...facts });

/** What every adapter of the port FitbitUpstream does, against the sandbox that simulates its upstream. */
export function describeUpstreamContract(adapters: Record<string, Adapter>): void {
  describe.each(Object.entries(adapters))('%s keeps the contract of an upstream', (_, adapter) => {
    let sandbox: Sandbox;
    let bench: Bench;

    beforeAll(async () => {
      sandbox = await startSandbox({ people: 2, seed: 7, years: 1, quota: false });
      bench = new Bench(adapter, sandbox);
    });
    afterEach(() => bench.control('faults', undefined, 'DELETE'));
    afterAll(() => sandbox.close());

    const exchange = (returned: { callbackUrl: URL; codeVerifier: string }, state = 'state-1') =>
      bench.upstream.oauth.exchangeCode({ ...returned, redirectUri: REDIRECT_URI, state });

    describe('authorization', () => {
      it('leads to a grant of what was asked, and to the right person', async () => {
        const grant = await bench.connect('p1');
        expect(grant.refreshToken).toBeDefined();
        expect(grant.expiresAt.getTime()).toBeGreaterThan(sandbox.clock.now().getTime());
        const { healthUserId, legacyUserId } = sandbox.world.people[0] ?? fail();
        const expected =
          bench.upstream.name === 'google-health'
            ? { upstreamUserId: healthUserId, legacyUserId }
            : { upstreamUserId: legacyUserId };
        expect(await bench.upstream.identify(new CountingSession(grant.accessToken))).toMatchObject(expected);
      });

      it('takes a box that was not ticked for what it is', async () => {
        const [scope = ''] = bench.upstream.scopesFor(['body/weight']);
        const grant = await bench.connect('p1', [scope]);
        expect(grant.scopes).not.toContain(scope);
        expect(bench.upstream.availability('body/weight', grant.scopes)).toBe('not_consented');
        expect(bench.upstream.availability('activities/steps', grant.scopes)).toBe('available');
        const [request = fail()] = bench.upstream.plan(new Map([['body/weight', [recentDays(sandbox)]]]));
        const fetching = bench.upstream.fetch(new CountingSession(grant.accessToken), request);
        await expect(fetching).rejects.toEqual(refused('FITBIT_SCOPE_MISSING'));
      });

      it('is refused when the person says no', async () => {
        const returned = await bench.consent('p1', { decision: 'deny' });
        await expect(exchange(returned)).rejects.toEqual(
          refused('FITBIT_AUTHORIZATION_REFUSED', { reason: 'access_denied' }),
        );
      });

      it('is refused for a state that is not ours', async () => {
        const returned = await bench.consent('p1');
        await expect(exchange(returned, 'another')).rejects.toEqual(
          refused('FITBIT_AUTHORIZATION_REFUSED', { reason: 'state_invalid' }),
        );
      });

      it('is refused for a code that was used, or that another browser began', async () => {
        const returned = await bench.consent('p1');
        await exchange(returned);
        const codeRefused = refused('FITBIT_AUTHORIZATION_REFUSED', { reason: 'code_refused' });
        await expect(exchange(returned)).rejects.toEqual(codeRefused);
        const other = await bench.consent('p1');
        await expect(exchange({ ...other, codeVerifier: 'x'.repeat(43) })).rejects.toEqual(codeRefused);
      });

      it.each<[string, object, FitbitErrorCode]>([
        ['an outage', { status: 503 }, 'FITBIT_UPSTREAM_UNAVAILABLE'],
        ['a cut connection', { drop: true }, 'FITBIT_UPSTREAM_UNAVAILABLE'],
        ['an answer that is not JSON', { status: 200, body: '<html>' }, 'FITBIT_UPSTREAM_UNAVAILABLE'],
        ['410', { status: 410 }, 'FITBIT_UPSTREAM_UNAVAILABLE'],
        ['a spent quota', { status: 429 }, 'FITBIT_RATE_LIMITED'],
        ['no token', { status: 200, body: { token_type: 'Bearer' } }, 'FITBIT_AUTHORIZATION_REFUSED'],
      ])('names %s', async (_name, fault, code) => {
        const returned = await bench.consent('p1');
        await bench.fault(adapter.tokenPath, fault);
        await expect(exchange(returned)).rejects.toEqual(refused(code));
      });
    });

    describe('a grant', () => {
      it('is refreshed, and goes on being refreshed', async () => {
        const first = await bench.connect('p1');
        const second = await bench.upstream.oauth.refresh(first);
        expect(second.accessToken).not.toBe(first.accessToken);
        expect(second.scopes).toEqual(first.scopes);
        const third = await bench.upstream.oauth.refresh(second);
        await bench.upstream.identify(new CountingSession(third.accessToken));
      });

      it('has an access token that dies, and a refresh token that does not', async () => {
        const grant = await bench.connect('p1');
        sandbox.clock.advance(24 * 3_600_000);
        const dead = new CountingSession(grant.accessToken);
        await expect(bench.upstream.identify(dead)).rejects.toEqual(refused('FITBIT_ACCESS_TOKEN_REJECTED'));
        const { accessToken } = await bench.upstream.oauth.refresh(grant);
        await bench.upstream.identify(new CountingSession(accessToken));
      });

      it('is over once it is revoked, and may be revoked again', async () => {
        const grant = await bench.connect('p2');
        await bench.upstream.oauth.revoke(grant);
        await expect(bench.upstream.oauth.refresh(grant)).rejects.toEqual(refused('FITBIT_REAUTHORIZATION_REQUIRED'));
        await expect(bench.upstream.oauth.revoke(grant)).resolves.toBeUndefined();
      });

      it('is not over because our own secret is wrong', async () => {
        const grant = await bench.connect('p1');
        const wrong = bench.adapterWith({ clientSecret: 'another' });
        await expect(wrong.oauth.refresh(grant)).rejects.toEqual(refused('FITBIT_UPSTREAM_CONFIGURATION'));
        await bench.upstream.oauth.refresh(grant);
      });

      it.each<[string, object, FitbitErrorCode]>([
        ['an outage', { status: 500 }, 'FITBIT_UPSTREAM_UNAVAILABLE'],
        ['a cut connection', { drop: 'answer' }, 'FITBIT_UPSTREAM_UNAVAILABLE'],
        ['half an answer', { status: 200, body: '{"access_token":"x' }, 'FITBIT_UPSTREAM_UNAVAILABLE'],
        ['410', { status: 410 }, 'FITBIT_UPSTREAM_UNAVAILABLE'],
        ['a spent quota', { status: 429 }, 'FITBIT_RATE_LIMITED'],
      ])('is not over because of %s', async (_name, fault, code) => {
        const grant = await bench.connect('p1');
        await bench.fault(adapter.tokenPath, fault);
        await expect(bench.upstream.oauth.refresh(grant)).rejects.toEqual(refused(code));
      });
    });

    it('brings the profile', async () => {
      const grant = await bench.connect('p1');
      const person = sandbox.world.people[0] ?? fail();
      const session = new CountingSession(grant.accessToken);
      expect(await bench.upstream.profile(session, grant.scopes)).toMatchObject({
        timeZone: person.timeZone,
        memberSince: person.memberSince,
        lastSyncedAt: new Date(person.lastSyncMs),
      });
      expect(session.admitted.slice(0, 1)).toEqual(['first']);
    });

    describe('a notification', () => {
      let date: string;
      let request: WebhookRequest;
      const upstreamUserId = () => {
        const { healthUserId, legacyUserId } = sandbox.world.people[0] ?? fail();
        return bench.upstream.name === 'google-health' ? healthUserId : legacyUserId;
      };

      beforeAll(async () => {
        bench = new Bench(adapter, sandbox); // an adapter remembers keys
        date = recentDays(sandbox).from;
        request = await adapter.notify(bench, date);
        expect(await bench.upstream.verify(request)).toBe('authentic');
      });

      it('says whose data changed, and what has to be read again', async () => {
        const { notifications, skipped } = await bench.upstream.parse(request);
        expect(notifications).toHaveLength(1);
        expect(skipped).toBe(0);
        const change = notifications[0]?.kind === 'change' ? notifications[0] : fail();
        expect(change.upstreamUserId).toBe(upstreamUserId());
        const affected = bench.upstream.affected(change.collection, [change.days], bench.today('p1'));
        const steps = affected.filter(({ resource }) => resource === 'activities/steps');
        expect(steps).toEqual([{ resource: 'activities/steps', days: [change.days] }]);
        expect(bench.upstream.unannouncedResources.has('activities/steps')).toBe(false);
        expect(contains(change.days, date)).toBe(true);
      });

      it('is forged with another body, and without any of the headers that prove it', async () => {
        const body = Buffer.concat([request.body, Buffer.from(' ')]);
        expect(await bench.upstream.verify({ ...request, body })).toBe('forged');
        const proofs = Object.keys(request.headers).filter((name) => /signature|authorization/.test(name));
        expect(proofs).not.toEqual([]);
        for (const proof of proofs) {
          const headers = { ...request.headers, [proof]: undefined };
          expect(await bench.upstream.verify({ ...request, headers })).toBe('forged');
        }
        expect(await bench.upstream.verify({ headers: {}, body: new Uint8Array() })).toBe('forged');
      });

      it.each([
        ['nothing', ''],
        ['no JSON', 'a=b'],
        ['no notifications', '[]'],
        ['nonsense', '[7]'],
        ['the same key twice', '[{"a":1,"a":2}]'],
        ['a deep hole', '['.repeat(1_000)],
      ])('that says %s is refused', async (_name, body) => {
        const refusal = bench.upstream.parse({ ...request, body: Buffer.from(body) });
        await expect(refusal).rejects.toEqual(refused('FITBIT_MALFORMED_NOTIFICATION'));
      });

      it('that is not JSON by its type is refused', async () => {
        const headers = { ...request.headers, 'content-type': 'text/plain' };
        const refusal = bench.upstream.parse({ ...request, headers });
        await expect(refusal).rejects.toEqual(refused('FITBIT_MALFORMED_NOTIFICATION'));
      });

      it('comes for every series that the upstream has', () => {
        const days = [recentDays(sandbox)];
        const affected = adapter.collections.flatMap((collection) =>
          bench.upstream.affected(collection, days, bench.today('p1')),
        );
        const announced = [...new Set(affected.map(({ resource }) => resource))];
        const scopes = bench.upstream.scopesFor(RESOURCE_NAMES);
        expect(announced.sort()).toEqual(bench.available(scopes).sort());
        expect(bench.upstream.affected('unknown', days, bench.today('p1'))).toEqual([]);
      });
    });

    describe('data', () => {
      it.each(['p1', 'p2'])('of %s are what the devices recorded, resource by resource', async (id) => {
        const grant = await bench.connect(id);
        const person = sandbox.world.find(id) ?? fail();
        const resources = bench.available(grant.scopes);
        const session = new CountingSession(grant.accessToken);
        await bench.control('requests/reset', {});
        const points = await bench.fetchAll(session, resources, {
          from: person.memberSince,
          to: bench.today(id),
        });
        expect(points.length).toBeGreaterThan(1_000);
        expect(points).toEqual(bench.truth(id).filter(({ resource }) => resources.includes(resource)));
        expect(resources).toEqual(expect.arrayContaining(bench.truth(id).map(({ resource }) => resource)));
        const requests = (await (await bench.control('requests')).json()) as { path: string; count: number }[];
        const sent = requests.filter(({ path }) => path.includes(adapter.dataPath));
        expect(sent.reduce((sum, { count }) => sum + count, 0)).toBe(session.admitted.length);
      });

      it('are there for one day as for many', async () => {
        const grant = await bench.connect('p1');
        const resources = bench.available(grant.scopes);
        const { from } = recentDays(sandbox);
        const points = await bench.fetchAll(new CountingSession(grant.accessToken), resources, { from, to: from });
        expect(points).toEqual(bench.truth('p1').filter(({ date }) => date === from));
      });

      it('follow an edit of the past', async () => {
        const grant = await bench.connect('p1');
        const session = new CountingSession(grant.accessToken);
        const { from: date, to } = recentDays(sandbox);
        await bench.control('people/p1/edit', { resource: 'activities/steps', date, value: 4321 });
        const edited = await bench.fetchAll(session, ['activities/steps'], { from: date, to });
        expect(edited[0]).toEqual({ resource: 'activities/steps', date, value: '4321' });
        expect(edited).toEqual(bench.truth('p1').filter(isOf('activities/steps', { from: date, to })));
      });

      it.each<[string, object, FitbitErrorCode]>([
        ['an outage', { status: 503 }, 'FITBIT_UPSTREAM_UNAVAILABLE'],
        ['a cut connection', { drop: true }, 'FITBIT_UPSTREAM_UNAVAILABLE'],
        ['an answer that breaks off', { status: 200, body: '{"half":[' }, 'FITBIT_UPSTREAM_UNAVAILABLE'],
        ['410', { status: 410 }, 'FITBIT_UPSTREAM_UNAVAILABLE'],
        ['a refused token', { status: 401 }, 'FITBIT_ACCESS_TOKEN_REJECTED'],
        ['a bad request', { status: 400 }, 'FITBIT_REQUEST_REFUSED'],
      ])('are not there for %s', async (_name, fault, code) => {
        const grant = await bench.connect('p1');
        await bench.fault(adapter.dataPath, fault);
        const fetching = bench.fetchAll(
          new CountingSession(grant.accessToken),
          ['activities/steps'],
          recentDays(sandbox),
        );
        await expect(fetching).rejects.toEqual(refused(code));
      });

      it('wait as long as the upstream says', async () => {
        const grant = await bench.connect('p1');
        await bench.fault(adapter.dataPath, { status: 429, headers: { 'retry-after': '42' } });
        const fetching = bench.fetchAll(
          new CountingSession(grant.accessToken),
          ['activities/steps'],
          recentDays(sandbox),
        );
        await expect(fetching).rejects.toEqual(refused('FITBIT_RATE_LIMITED', { retryAfterMs: 42_000 }));
      });
    });
  });
}

const isOf =
  (wanted: string, { from, to }: DateRange) =>
  ({ resource, date }: { resource: string; date: string }) =>
    resource === wanted && from <= date && date <= to;

/** Ten whole days, all of them over. */
function recentDays({ clock }: Sandbox): DateRange {
  const day = (ago: number) => new Date(clock.now().getTime() - ago * 86_400_000).toISOString().slice(0, 10);
  return { from: day(12), to: day(3) };
}

function fail(): never {
  throw new Error('The sandbox lacks what this test needs.');
}
