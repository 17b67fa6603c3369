import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { startSandbox, type Sandbox } from 'nestjs-fitbit-sandbox';
import { FitbitService, UserFitbit } from 'nestjs-fitbit';
import { MachineClock } from '../support/clocks';
import { answerConsent, Browser, type Consent, type Page } from '../support/browser';
import { type HostApp, type HostServices, startHostApp, startServices } from '../support/host-app';
import { FITBIT_WEB_API, GOOGLE_HEALTH } from '../support/upstreams';

/** Of `/fitbit/logout`, as Express, Fastify and proxies read them. */
const OTHER_SPELLINGS = [
  '/Fitbit/logout',
  '/fitbit/LogOut/',
  '/%66itbit/logout',
  '/%2566itbit/logout',
  '/fitbit%2flogout',
  '/fitbit//logout',
  '/fitbit/logout/.',
  '/x/../fitbit/logout',
  '/x/%252e%252e/fitbit/logout',
];

describe.each([
  ['forRoot, Express', GOOGLE_HEALTH.name, false, () => new ExpressAdapter()],
  [
    'forRootAsync, Fastify',
    GOOGLE_HEALTH.name,
    true,
    () => new FastifyAdapter({ routerOptions: { ignoreTrailingSlash: true } }),
  ],
  ['forRoot, Express', FITBIT_WEB_API.name, false, () => new ExpressAdapter()],
] as const)('the authorization (%s, %s)', (_, name, async, adapter) => {
  const upstream = name === 'google-health' ? GOOGLE_HEALTH : FITBIT_WEB_API;
  let sandbox: Sandbox;
  let services: HostServices;
  let host: HostApp;

  beforeAll(async () => {
    sandbox = await startSandbox({ people: 3, seed: 7, years: 1 });
    services = await startServices();
    host = await startHostApp({
      services,
      upstreamBaseUrl: sandbox.url,
      async,
      adapter,
      // As from a host that computes its shape: what is undefined has its default.
      shape: { http: undefined, workers: undefined, routePrefix: undefined },
      options: { upstream: upstream.name, loginRedirect: '/home', logoutRedirect: '/bye', requestsPerMinutePerUser: 0 },
    });
  });
  afterAll(async () => {
    await host.close();
    await services.close();
    await sandbox.close();
  });
  beforeEach(async () => {
    await services.database.dataSource.query(
      'TRUNCATE fitbit_connection, fitbit_authorization, fitbit_pending_revocation CASCADE',
    );
    await fetch(`${sandbox.url}/_sandbox/faults`, { method: 'DELETE' });
  });

  const accountOf = (id: string) => {
    const person = sandbox.world.find(id);
    return upstream.name === 'google-health' ? person?.healthUserId : person?.legacyUserId;
  };
  const as = (user: string) => new Browser({ 'x-user': user });
  const rows = () => services.database.dataSource.getRepository(UserFitbit).find({ order: { userId: 'ASC' } });
  const fitbit = () => host.app.get(FitbitService);

  async function goToConsent(browser: Browser, query = ''): Promise<URL> {
    const page = await browser.get(`${host.url}/fitbit/login${query}`);
    expect(page.status).toBe(302);
    return page.location as URL;
  }

  /** Login, consent, and back to `complete`. */
  async function connect(browser: Browser, consent: Consent, query = ''): Promise<Page> {
    const back = await answerConsent(browser, await goToConsent(browser, query), consent);
    return browser.get(back.location as URL);
  }

  const reasonOf = (page: Page) =>
    page.location?.pathname === '/fitbit/error' && page.location.searchParams.get('reason');

  it('[R1] sends the user to the consent page with state and PKCE, bound to the browser', async () => {
    const page = await as('alice').get(`${host.url}/fitbit/login`);
    const consent = page.location as URL;
    expect(consent.origin).toBe(sandbox.url);
    expect(Object.fromEntries(consent.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'sandbox-client',
      redirect_uri: `${host.url}/fitbit/complete`,
      code_challenge_method: 'S256',
      ...upstream.consent,
    });
    expect(page.headers.get('set-cookie')).toMatch(/^fitbit_authorization=[\w-]{43}; .*HttpOnly; .*SameSite=Lax/i);
    expect(page.headers.get('cache-control')).toBe('no-store');
  });

  it('[R1] answers with and without a trailing slash', async () => {
    expect((await as('alice').get(`${host.url}/fitbit/login/`)).status).toBe(302);
    expect((await as('alice').get(`${host.url}/fitbit/error/`)).status).toBe(200);
    expect((await as('alice').get(`${host.url}/fitbit/login/else`)).status).toBe(404);
  });

  it('[R1] [R2] [R3] [R4] answers 401 without a signed-in, active user', async () => {
    for (const route of ['login', 'complete', 'error', 'logout']) {
      expect((await new Browser().get(`${host.url}/fitbit/${route}`)).status).toBe(401);
      expect((await as('!alice').get(`${host.url}/fitbit/${route}`)).status).toBe(401);
    }
  });

  it('[R2] [S4] stores the credentials and sends the user to the login redirect', async () => {
    const page = await connect(as('alice'), { person: 'p1' });
    expect([page.status, page.location?.pathname]).toEqual([302, '/home']);
    const person = sandbox.world.find('p1');
    const [row] = await rows();
    expect(row).toMatchObject({
      userId: 'alice',
      state: 'active',
      upstreamUserId: accountOf('p1'),
      legacyUserId: person?.legacyUserId,
      timeZone: person?.timeZone,
      memberSince: person?.memberSince,
    });
    expect(await fitbit().isIntegrated({ id: 'alice' })).toBe(true);
    expect(await fitbit().isIntegrated({ id: 'alice', isActive: false })).toBe(false);
    expect(await fitbit().isIntegrated({ id: 'bob' })).toBe(false);
  });

  it('[R2] never stores a token in the clear', async () => {
    await connect(as('alice'), { person: 'p1' });
    const everything = JSON.stringify(await services.database.dataSource.query('SELECT * FROM fitbit_connection'));
    expect(everything).toContain('alice');
    expect((await rows())[0]?.sealedTokens).toMatch(/^v1\.test\./);
    expect(everything).not.toMatch(upstream.tokens);
  });

  it('[R1] [R2] remembers next, and a later login without next forgets it', async () => {
    const page = await connect(as('alice'), { person: 'p1' }, '?next=/charts?a=b');
    expect(`${page.location?.pathname}${page.location?.search}`).toBe('/charts?a=b');
    const browser = as('alice');
    await goToConsent(browser, '?next=/charts');
    expect((await connect(browser, { person: 'p1' })).location?.pathname).toBe('/home');
  });

  it.each(['//evil.example', 'https://evil.example', '/\\evil.example'])('[R1] ignores %s as next', async (next) => {
    const page = await connect(as('alice'), { person: 'p1' }, `?next=${encodeURIComponent(next)}`);
    expect(page.location?.href).toBe(`${host.url}/home`);
  });

  it('[R2] sends a user who denies consent to the error page and stores nothing', async () => {
    const page = await connect(as('alice'), { person: 'p1', decision: 'deny' });
    expect(reasonOf(page)).toBe('access_denied');
    expect(await rows()).toEqual([]);
  });

  it('[R2] refuses an account that belongs to another user, and leaves that user connected', async () => {
    await connect(as('alice'), { person: 'p1' });
    expect(reasonOf(await connect(as('bob'), { person: 'p1' }))).toBe('account_taken');
    expect((await rows()).map(({ userId }) => userId)).toEqual(['alice']);
    await expect(fitbit().refreshProfile('alice')).resolves.toBeUndefined();
  });

  it('[R2] replaces the credentials of a user who is already connected', async () => {
    await connect(as('alice'), { person: 'p1' });
    await connect(as('alice'), { person: 'p2' });
    expect(await rows()).toMatchObject([{ userId: 'alice', upstreamUserId: accountOf('p2'), grantEpoch: 2 }]);
  });

  describe('[R2] with a state that is', () => {
    async function callback(browser = as('alice')): Promise<[Browser, URL]> {
      const back = await answerConsent(browser, await goToConsent(browser), { person: 'p1' });
      return [browser, back.location as URL];
    }

    it('missing: the error page', async () => {
      const [browser, url] = await callback();
      url.searchParams.delete('state');
      expect(reasonOf(await browser.get(url))).toBe('state_invalid');
    });

    it('unknown: the error page', async () => {
      const [browser, url] = await callback();
      url.searchParams.set('state', 'A'.repeat(43));
      expect(reasonOf(await browser.get(url))).toBe('state_invalid');
    });

    it("another user's: the error page", async () => {
      const [, url] = await callback();
      expect(reasonOf(await as('bob').get(url))).toBe('state_invalid');
    });

    it("another browser's: the error page", async () => {
      const [, url] = await callback();
      expect(reasonOf(await as('alice').get(url))).toBe('state_invalid');
    });

    it('used: the error page, and the connection stays', async () => {
      const [browser, url] = await callback();
      expect((await browser.get(url)).location?.pathname).toBe('/home');
      expect(reasonOf(await browser.get(url))).toBe('state_invalid');
      expect(await fitbit().isIntegrated({ id: 'alice' })).toBe(true);
    });

    it('older than ten minutes: the error page', async () => {
      const [browser, url] = await callback();
      await services.database.dataSource.query(
        "UPDATE fitbit_authorization SET expires_at = now() - interval '1 second'",
      );
      expect(reasonOf(await browser.get(url))).toBe('state_invalid');
    });

    it.each([
      ['ahead', 1],
      ['behind', -1],
    ])(
      'begun while another process begins one whose clock is an hour %s, or begun there: both users connect',
      async (_, sign) => {
        const clock = new MachineClock({ now: () => new Date() });
        clock.aheadMs = sign * 3_600_000;
        const { options } = host;
        const other = await startHostApp({ services, upstreamBaseUrl: sandbox.url, options: { ...options, clock } });
        try {
          const [alice, bob] = [as('alice'), as('bob')];
          const fromHere = await answerConsent(alice, await goToConsent(alice), { person: 'p1' });
          const page = await bob.get(`${other.url}/fitbit/login`);
          const fromThere = await answerConsent(bob, page.location as URL, { person: 'p2' });
          // Browsers send a cookie to every port of a host.
          const cookie = page.headers.get('set-cookie')?.split(';')[0] ?? '';
          const bobHere = new Browser({ 'x-user': 'bob', cookie });
          expect((await alice.get(fromHere.location as URL)).location?.pathname).toBe('/home');
          expect((await bobHere.get(fromThere.location as URL)).location?.pathname).toBe('/home');
          expect((await rows()).map(({ userId }) => userId)).toEqual(['alice', 'bob']);
        } finally {
          await other.close();
        }
        await services.database.dataSource.query("DELETE FROM fitbit_connection WHERE user_id = 'bob'");
      },
    );

    afterEach(async () => expect((await rows()).length).toBeLessThanOrEqual(1));
  });

  it('[R2] sends a user whose code is refused or missing to the error page', async () => {
    const browser = as('alice');
    const back = (await answerConsent(browser, await goToConsent(browser), { person: 'p1' })).location as URL;
    back.searchParams.set('code', 'forged');
    expect(reasonOf(await browser.get(back))).toBe('code_refused');
    const again = (await answerConsent(browser, await goToConsent(browser), { person: 'p1' })).location as URL;
    again.searchParams.delete('code');
    expect(reasonOf(await browser.get(again))).toBe('code_missing');
    expect(await rows()).toEqual([]);
  });

  it.each(upstream.connectPaths)('[R2] stores nothing when %s fails', async (path) => {
    await fetch(`${sandbox.url}/_sandbox/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([{ match: { path }, status: 503, body: 'down' }]),
    });
    expect(reasonOf(await connect(as('alice'), { person: 'p1' }))).toBe('upstream_unavailable');
    expect(await rows()).toEqual([]);
  });

  it('tells a user who unticked a scope what is missing, and connects the rest', async () => {
    const page = await connect(
      as('alice'),
      { person: 'p1', keep: (scope) => scope !== upstream.sleepScope },
      '?next=/charts',
    );
    expect(reasonOf(page)).toBe('scope_missing');
    expect(page.location?.searchParams.get('next')).toBe('/charts');
    expect((await rows())[0]?.scopes).not.toContain(upstream.sleepScope);
    const progress = await fitbit().importProgress('alice');
    expect(progress?.resources.find(({ resource }) => resource === 'sleep/minutesAsleep')?.status).toBe(
      'not_consented',
    );
  });

  it('stores nothing for a user who unticked every readable scope', async () => {
    const page = await connect(as('alice'), { person: 'p1', keep: (scope) => upstream.accountScopes.test(scope) });
    expect(reasonOf(page)).toBe('scope_missing');
    expect(await rows()).toEqual([]);
  });

  it('[R3] [S11] shows the built-in error page to any signed-in user, escaped and with advice', async () => {
    const page = await as('bob').get(`${host.url}/fitbit/error?reason=access_denied&next=/%22%3E%3Cscript%3E`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toMatch(/text\/html/);
    expect(page.text).toContain('You did not allow access');
    expect(page.text).toContain('href="/fitbit/login"');
    expect(page.text).not.toContain('<script>');
    expect((await as('bob').get(`${host.url}/fitbit/error?reason=<b>`)).text).toContain('Something went wrong');
  });

  it('[R4] [S5] removes the connection, keeps the stored series, and revokes the grant with a durable job', async () => {
    await connect(as('alice'), { person: 'p1' });
    await services.database.dataSource.query(
      "INSERT INTO fitbit_data_point VALUES ('alice', 'activities/steps', '2026-01-01', '5')",
    );
    const page = await as('alice').get(`${host.url}/fitbit/logout`);
    expect([page.status, page.location?.pathname]).toEqual([302, '/bye']);
    expect(await rows()).toEqual([]);
    expect(
      await services.database.dataSource.query("SELECT value FROM fitbit_data_point WHERE user_id = 'alice'"),
    ).toHaveLength(1);
    expect(await services.database.dataSource.query('SELECT 1 FROM fitbit_pending_revocation')).toHaveLength(1);
  });

  it('[R4] only redirects a user who is not connected, to next if it is safe', async () => {
    expect((await as('bob').get(`${host.url}/fitbit/logout?next=/there`)).location?.pathname).toBe('/there');
    expect((await as('bob').get(`${host.url}/fitbit/logout?next=//evil.example`)).location?.href).toBe(
      `${host.url}/bye`,
    );
  });

  it('[R4] changes nothing for a HEAD request', async () => {
    await connect(as('alice'), { person: 'p1' });
    for (const route of ['login', 'complete', 'error', 'logout']) {
      expect((await as('alice').send(new URL(`${host.url}/fitbit/${route}`), { method: 'HEAD' })).status).toBe(405);
    }
    expect(await fitbit().isIntegrated({ id: 'alice' })).toBe(true);
  });

  it('[R1] [R4] never redirects to one of its own pages', async () => {
    const page = await connect(as('alice'), { person: 'p1' }, '?next=/fitbit/logout');
    expect(page.location?.pathname).toBe('/home');
    const out = await as('alice').get(`${host.url}/fitbit/logout?next=/fitbit/logout`);
    expect(out.location?.pathname).toBe('/bye');
  });

  it.each(OTHER_SPELLINGS)('[R3] [R4] knows its own page by the name of %s', async (page) => {
    const next = encodeURIComponent(page);
    const out = await as('bob').get(`${host.url}/fitbit/logout?next=${next}`);
    expect(out.location?.pathname).toBe('/bye');
    expect((await as('bob').get(`${host.url}/fitbit/error?next=${next}`)).text).not.toContain('Continue');
  });
});
