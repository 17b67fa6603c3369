import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { startSandbox, type Sandbox } from 'nestjs-fitbit-sandbox';
import { FitbitService } from 'nestjs-fitbit';
import { answerConsent, Browser } from '../support/browser';
import { connectUser } from '../support/connect';
import { type HostApp, type HostServices, startHostApp, startServices } from '../support/host-app';

jest.setTimeout(60_000); // a bound for a busy machine

const LIMIT = 5;

describe.each([
  ['Express', () => new ExpressAdapter()],
  ['Fastify', () => new FastifyAdapter({ routerOptions: { ignoreTrailingSlash: true } })],
] as const)('the routes against hostile sites (%s)', (_, adapter) => {
  let sandbox: Sandbox;
  let services: HostServices;
  let host: HostApp;
  let behindHttps: HostApp;

  beforeAll(async () => {
    sandbox = await startSandbox({ people: 1, seed: 7, years: 1, quota: false });
    services = await startServices();
    const settings = { services, upstreamBaseUrl: sandbox.url, shape: { workers: false }, adapter };
    host = await startHostApp(settings);
    behindHttps = await startHostApp({
      ...settings,
      options: { callbackUrl: 'https://app.example.com/fitbit/complete', authorizationAttemptsPerMinute: LIMIT },
    });
  });
  afterAll(async () => {
    await host.close();
    await behindHttps.close();
    await services.close();
    await sandbox.close();
  });

  const as = (user: string, headers: Record<string, string> = {}) => new Browser({ 'x-user': user, ...headers });
  const logout = (method: string, headers: Record<string, string>) =>
    as('ann', headers).send(new URL(`${host.url}/fitbit/logout`), { method });
  const isConnected = () => host.app.get(FitbitService).isIntegrated({ id: 'ann' });
  const connect = () => connectUser(host, 'ann', { person: 'p1' });

  it('binds the authorization to the browser with a __Host- cookie over https', async () => {
    const page = await as('ann').get(`${behindHttps.url}/fitbit/login`);
    expect(page.headers.get('set-cookie')).toMatch(
      /^__Host-fitbit_authorization=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(page.headers.get('set-cookie')).not.toMatch(/domain/i);
    expect(page.location?.searchParams.get('redirect_uri')).toBe('https://app.example.com/fitbit/complete');
  });

  it('sets a plain cookie on loopback http, where browsers refuse the prefix', async () => {
    const page = await as('ann').get(`${host.url}/fitbit/login`);
    expect(page.headers.get('set-cookie')).toMatch(/^fitbit_authorization=[\w-]{43}; .*HttpOnly; SameSite=Lax$/);
  });

  it('lets no answer be cached, framed, sniffed or leaked as a referrer', async () => {
    for (const path of ['login', 'complete', 'error', 'logout', 'get_data/activities/steps?period=1d', 'get_data/x']) {
      for (const user of ['ann', '', '!ann']) {
        const { headers } = await as(user).get(`${host.url}/fitbit/${path}`);
        expect([path, user, headers.get('cache-control')]).toEqual([path, user, 'no-store']);
        expect(headers.get('x-content-type-options')).toBe('nosniff');
        expect(headers.get('x-frame-options')).toBe('DENY');
        expect(headers.get('referrer-policy')).toBe('no-referrer');
        expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      }
    }
    const page = await as('ann').get(`${host.url}/fitbit/error`);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.headers.get('content-security-policy')).toContain("form-action 'none'");
    expect(page.text).not.toMatch(/<script|javascript:/i);
  });

  it.each([
    '/a%0d%0aSet-Cookie:%20stolen=1',
    '/a%0aX-Injected:%201',
    '//evil.example',
    '/%5Cevil.example',
    '/%252f/evil.example',
    '%2F%2Fevil.example',
    '/%EF%BC%8Fevil.example',
  ])('[R4] lets next=%s add no header and lead to no other origin', async (next) => {
    const page = await as('bob').get(`${host.url}/fitbit/logout?next=${next}`);
    expect(page.location?.href).toBe(`${host.url}/`);
    expect(page.headers.get('set-cookie')).toBeNull();
    expect(page.headers.get('x-injected')).toBeNull();
  });

  it('ignores the headers of proxies: the callback URL is an option', async () => {
    const forwarded = {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      forwarded: 'host=evil.example',
    };
    const login = await as('ann', forwarded).get(`${host.url}/fitbit/login`);
    expect(login.location?.searchParams.get('redirect_uri')).toBe(`${host.url}/fitbit/complete`);
    const complete = await as('ann', forwarded).get(`${host.url}/fitbit/complete?state=x`);
    expect(complete.location?.href).toBe(`${host.url}/fitbit/error?reason=state_invalid`);
  });

  it('[R2] refuses a code from another authorization (code injection)', async () => {
    const [mine, theirs] = [as('ann'), as('ann')];
    const callbacks: URL[] = [];
    for (const browser of [mine, theirs]) {
      const login = await browser.get(`${host.url}/fitbit/login`);
      callbacks.push((await answerConsent(browser, login.location as URL, { person: 'p1' })).location as URL);
    }
    const [own, foreign] = callbacks as [URL, URL];
    own.searchParams.set('code', foreign.searchParams.get('code') ?? '');
    const page = await mine.get(own);
    expect(page.location?.searchParams.get('reason')).toBe('code_refused');
  });

  it('[R4] disconnects by POST too, and redirects with 303', async () => {
    await connect();
    const page = await logout('POST', {
      origin: host.url,
      'sec-fetch-site': 'same-origin',
      'sec-fetch-dest': 'document',
    });
    expect([page.status, page.location?.pathname]).toEqual([303, '/']);
    expect(await isConnected()).toBe(false);
  });

  it.each([
    ['GET', 'a link on another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' }],
    ['GET', 'an image on one of our pages', { 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': 'image' }],
    ['GET', 'a frame', { 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': 'iframe' }],
    ['GET', 'a prefetch', { 'sec-fetch-site': 'same-origin', 'sec-purpose': 'prefetch;prerender' }],
    ['POST', 'a form on another site', { 'sec-fetch-site': 'cross-site' }],
    ['POST', 'a form on another site, old browser', { origin: 'https://evil.example' }],
    ['POST', 'a form in a sandboxed frame', { origin: 'null' }],
  ])('[R4] refuses to disconnect for a %s by %s', async (method, __, headers) => {
    await connect();
    expect((await logout(method, headers as Record<string, string>)).status).toBe(403);
    expect(await isConnected()).toBe(true);
  });

  it('[R4] disconnects for a click on the site itself and for a program without a browser', async () => {
    await connect();
    expect((await logout('GET', { 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': 'document' })).status).toBe(302);
    await connect();
    expect((await logout('GET', {})).status).toBe(302);
    expect(await isConnected()).toBe(false);
  });

  it.each(['login', 'complete'])('[R1] [R2] answers 429 only to the user who calls %s too often', async (route) => {
    const call = async (user: string) => (await as(user).get(`${behindHttps.url}/fitbit/${route}`)).status;
    for (let number = 0; number < LIMIT; number++) expect(await call('eve')).not.toBe(429);
    const page = await as('eve').get(`${behindHttps.url}/fitbit/${route}`);
    expect(page.status).toBe(429);
    expect(Number(page.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(page.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect(page.text).toContain('Too many attempts');
    expect(await call('mallory')).not.toBe(429);
  });
});
