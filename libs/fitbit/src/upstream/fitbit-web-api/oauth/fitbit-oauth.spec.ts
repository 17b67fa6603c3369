import { inspect } from 'node:util';
import { ManualClock } from '../../../../../../test/support/clocks';
import { ScriptedServer, type Script } from '../../../../../../test/support/scripted-server';
import { HttpClient } from '../../http/http-client';
import { fitbitWebApiUrlsBelow } from '../fitbit-web-api.urls';
import { FitbitOAuth } from './fitbit-oauth';

const NOW = new Date('2026-09-01T12:00:00Z');

const TOKENS = {
  access_token: 'eyJhbGciOiJIUzI1NiJ9.secret',
  expires_in: 28_800,
  refresh_token: 'c643a63c072f0f05478e9d18b991db80-secret',
  scope: 'heartrate weight nutrition settings activity sleep',
  token_type: 'Bearer',
  user_id: '26FWFL',
};
const errors = (errorType: string, message = '') => ({ errors: [{ errorType, message }], success: false });
const VISIT =
  'Visit https://dev.fitbit.com/docs/oauth2 for more information on the Fitbit Web API authorization process.';
const REDIRECT_URI = 'https://app.example.com/fitbit/complete?tenant=7';

describe('FitbitOAuth', () => {
  let server: ScriptedServer;
  let oauth: FitbitOAuth;

  beforeAll(async () => {
    server = await ScriptedServer.start();
    const settings = { clientId: '229CJH', clientSecret: 's3cret', clock: new ManualClock(NOW) };
    const http = new HttpClient({ timeoutMs: 5_000 });
    oauth = new FitbitOAuth({ ...settings, http, urls: fitbitWebApiUrlsBelow(server.url) });
  });
  afterEach(() => server.reset());
  afterAll(() => server.close());

  const form = () => Object.fromEntries(new URLSearchParams(server.seen.at(-1)?.body));
  const thrownBy = (work: Promise<unknown>) => work.then(() => undefined, (error: unknown) => error); // prettier-ignore
  const exchange = (script: Script, query: Record<string, string> = { state: 'state-1', code: 'c0de' }) => {
    server.next(script);
    const returned = new URLSearchParams({ tenant: '7', ...query });
    return oauth.exchangeCode({
      callbackUrl: new URL(`http://internal:3000/fitbit/complete?${returned.toString()}`),
      redirectUri: REDIRECT_URI,
      state: 'state-1',
      codeVerifier: 'v'.repeat(43),
    });
  };
  const grant = { accessToken: 'old-access', refreshToken: 'old-secret', expiresAt: new Date(0), scopes: ['sleep'] };

  it('sends the user to the consent page', () => {
    const url = oauth.authorizationUrl({
      redirectUri: REDIRECT_URI,
      state: 'state-1',
      codeChallenge: 'challenge',
      scopes: ['activity', 'sleep'],
    });
    expect(url.origin + url.pathname).toBe(`${server.url}/oauth2/authorize`);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code',
      client_id: '229CJH',
      redirect_uri: REDIRECT_URI,
      scope: 'activity sleep',
      state: 'state-1',
      code_challenge: 'challenge',
      code_challenge_method: 'S256',
    });
  });

  it('exchanges the code, with the secret in the header alone', async () => {
    expect(await exchange({ body: TOKENS })).toEqual({
      accessToken: TOKENS.access_token,
      refreshToken: TOKENS.refresh_token,
      expiresAt: new Date(NOW.getTime() + 28_800_000),
      scopes: ['heartrate', 'weight', 'nutrition', 'settings', 'activity', 'sleep'],
    });
    expect(server.seen[0]?.url.pathname).toBe('/oauth2/token');
    expect(server.seen[0]?.headers.authorization).toBe(`Basic ${btoa('229CJH:s3cret')}`);
    expect(form()).toEqual({
      grant_type: 'authorization_code',
      code: 'c0de',
      code_verifier: 'v'.repeat(43),
      redirect_uri: REDIRECT_URI,
    });
  });

  it.each([
    [{ error: 'access_denied', error_description: 'x', state: 'state-1' }, 'access_denied'],
    [{ code: 'c0de', state: 'forged' }, 'state_invalid'],
    [{ code: 'c0de' }, 'state_invalid'],
    [{ state: 'state-1' }, 'code_missing'],
  ])('refuses a user who comes back with %j, and sends nothing', async (query: Record<string, string>, reason) => {
    await expect(exchange({ body: TOKENS }, query)).rejects.toMatchObject({
      code: 'FITBIT_AUTHORIZATION_REFUSED',
      reason,
    });
    expect(server.seen).toEqual([]);
  });

  it.each<[string, Script, object]>([
    [
      'a used code',
      { status: 400, body: errors('invalid_grant', `Authorization code invalid: c0de ${VISIT}`) },
      { reason: 'code_refused' },
    ],
    ['a used code, as 401', { status: 401, body: errors('invalid_grant', 'secret') }, { reason: 'code_refused' }],
    ['no access token', { body: { ...TOKENS, access_token: undefined } }, { reason: 'token_missing' }],
    ['no refresh token', { body: { ...TOKENS, refresh_token: '' } }, { reason: 'token_missing' }],
    ['a wrong secret', { status: 401, body: errors('invalid_client', 'secret') }, { reason: 'invalid_client' }],
    ['a missing parameter', { status: 400, body: errors('invalid_request', 'secret') }, { reason: 'invalid_request' }],
    ['RFC 6749', { status: 400, body: { error: 'invalid_grant' } }, { reason: 'code_refused' }],
    ['an HTML page', { status: 502, body: '<html>secret' }, { code: 'FITBIT_UPSTREAM_UNAVAILABLE' }],
    ['a page in place of tokens', { body: '<html>secret' }, { code: 'FITBIT_UPSTREAM_UNAVAILABLE' }],
    ['a nonsensical lifetime', { body: { ...TOKENS, expires_in: 'x' } }, { code: 'FITBIT_UPSTREAM_UNAVAILABLE' }],
    [
      'a spent quota',
      { status: 429, headers: { 'fitbit-rate-limit-reset': '10' }, body: errors('system', 'Too Many Requests') },
      { code: 'FITBIT_RATE_LIMITED', retryAfterMs: 15_000 },
    ],
    ['an end of service', { status: 410 }, { code: 'FITBIT_UPSTREAM_UNAVAILABLE' }],
  ])('throws the right error for %s, without a token', async (_, script, expected) => {
    const error = await thrownBy(exchange(script));
    expect(error).toMatchObject(expected);
    expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(/secret|c0de/);
  });

  it('refreshes and returns the next refresh token', async () => {
    server.next({ body: TOKENS });
    expect(await oauth.refresh(grant)).toMatchObject({
      accessToken: TOKENS.access_token,
      refreshToken: TOKENS.refresh_token,
    });
    expect(form()).toEqual({ grant_type: 'refresh_token', refresh_token: 'old-secret' });
    server.next({ body: { ...TOKENS, scope: undefined } });
    expect((await oauth.refresh(grant)).scopes).toEqual(['sleep']);
  });

  it.each<[string, Script, object]>([
    [
      'invalid_grant',
      { status: 400, body: errors('invalid_grant', `Refresh token invalid: old-secret. ${VISIT}`) },
      { code: 'FITBIT_REAUTHORIZATION_REQUIRED' },
    ],
    [
      'invalid_grant as 401',
      { status: 401, body: errors('invalid_grant') },
      { code: 'FITBIT_REAUTHORIZATION_REQUIRED' },
    ],
    ['invalid_client', { status: 401, body: errors('invalid_client') }, { code: 'FITBIT_UPSTREAM_CONFIGURATION' }],
    ['invalid_token', { status: 401, body: errors('invalid_token') }, { code: 'FITBIT_REQUEST_REFUSED' }],
    ['a refresh elsewhere', { status: 409, body: errors('invalid_grant') }, { code: 'FITBIT_UPSTREAM_UNAVAILABLE' }],
    ['an outage', { status: 503, body: errors('invalid_grant') }, { code: 'FITBIT_UPSTREAM_UNAVAILABLE' }],
    ['no envelope', { status: 400, body: '<html>invalid_grant' }, { code: 'FITBIT_UPSTREAM_UNAVAILABLE' }],
    [
      'no next refresh token',
      { body: { ...TOKENS, refresh_token: undefined } },
      { code: 'FITBIT_UPSTREAM_UNAVAILABLE' },
    ],
    ['an answer without token', { body: {} }, { code: 'FITBIT_UPSTREAM_UNAVAILABLE' }],
    ['a cut connection', ({ socket }) => (socket.destroy(), 'handled'), { code: 'FITBIT_UPSTREAM_UNAVAILABLE' }],
    ['an end of service', { status: 410, body: errors('invalid_grant') }, { code: 'FITBIT_UPSTREAM_UNAVAILABLE' }],
  ])('ends a grant at a refresh for invalid_grant alone: %s', async (_, script, expected) => {
    server.next(script);
    const error = await thrownBy(oauth.refresh(grant));
    expect(error).toMatchObject(expected);
    expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(/secret/);
  });

  it('cannot refresh a grant without a refresh token', async () => {
    const bare = { ...grant, refreshToken: undefined };
    await expect(oauth.refresh(bare)).rejects.toMatchObject({ code: 'FITBIT_REAUTHORIZATION_REQUIRED' });
    expect(server.seen).toEqual([]);
  });

  it('revokes the whole grant by its refresh token', async () => {
    server.next({ body: '' });
    await oauth.revoke(grant);
    expect(server.seen[0]?.url.pathname).toBe('/oauth2/revoke');
    expect(server.seen[0]?.headers.authorization).toMatch(/^Basic /);
    expect(form()).toEqual({ token: 'old-secret' });
    server.next({ body: '' });
    await oauth.revoke({ ...grant, refreshToken: undefined });
    expect(form()).toEqual({ token: 'old-access' });
  });

  it('treats only a grant that no longer exists as revoked', async () => {
    for (const status of [400, 401]) {
      server.next({ status, body: errors('invalid_token', 'secret') });
      await expect(oauth.revoke(grant)).resolves.toBeUndefined();
    }
    server.next({ status: 401, body: errors('invalid_client') });
    await expect(oauth.revoke(grant)).rejects.toMatchObject({ code: 'FITBIT_UPSTREAM_CONFIGURATION' });
    server.next({ status: 503 });
    await expect(oauth.revoke(grant)).rejects.toMatchObject({ code: 'FITBIT_UPSTREAM_UNAVAILABLE' });
  });
});
