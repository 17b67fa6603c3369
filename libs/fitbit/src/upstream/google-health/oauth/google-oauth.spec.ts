import { inspect } from 'node:util';
import { ScriptedServer, type Script } from '../../../../../../test/support/scripted-server';
import { SystemClock } from '../../../model/clock';
import { HttpClient } from '../../http/http-client';
import { googleHealthUrlsBelow } from '../google-health.urls';
import { GoogleOAuth } from './google-oauth';

const TOKENS = {
  access_token: 'ya29.secret',
  expires_in: 3599,
  refresh_token: '1//secret',
  scope: 'https://www.googleapis.com/auth/googlehealth.sleep.readonly',
  token_type: 'Bearer',
};
const REDIRECT_URI = 'https://app.example.com/fitbit/complete?tenant=7';

describe('GoogleOAuth', () => {
  let server: ScriptedServer;
  let oauth: GoogleOAuth;

  beforeAll(async () => {
    server = await ScriptedServer.start();
    const http = new HttpClient({ timeoutMs: 5_000 });
    const settings = { clientId: 'client', clientSecret: 's3cret&', clock: new SystemClock(), http };
    oauth = new GoogleOAuth({ ...settings, urls: googleHealthUrlsBelow(`${server.url}/`) });
  });
  afterEach(() => server.reset());
  afterAll(() => server.close());

  const form = () => Object.fromEntries(new URLSearchParams(server.seen.at(-1)?.body));
  const thrownBy = (work: Promise<unknown>) => work.then(() => undefined, (error: unknown) => error); // prettier-ignore

  /** The user comes back, seen through a proxy that speaks http to us. */
  const comeBack = (query: Record<string, string>) =>
    oauth.exchangeCode({
      callbackUrl: new URL(
        `http://internal:3000/fitbit/complete?${new URLSearchParams({ tenant: '7', ...query }).toString()}`,
      ),
      redirectUri: REDIRECT_URI,
      state: 'state-1',
      codeVerifier: 'v'.repeat(43),
    });
  const exchange = (script: Script, query = {}) => {
    server.next(script);
    return comeBack({ state: 'state-1', code: '4/0Acode', ...query });
  };
  const grant = { accessToken: 'ya29.old', refreshToken: '1//old', expiresAt: new Date(0), scopes: ['old'] };

  it('sends the user to the consent page', () => {
    const url = oauth.authorizationUrl({
      redirectUri: REDIRECT_URI,
      state: 'state-1',
      codeChallenge: 'challenge',
      scopes: ['a', 'b'],
    });
    expect(url.origin + url.pathname).toBe(`${server.url}/o/oauth2/v2/auth`);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code',
      client_id: 'client',
      redirect_uri: REDIRECT_URI,
      scope: 'a b',
      state: 'state-1',
      code_challenge: 'challenge',
      code_challenge_method: 'S256',
      access_type: 'offline',
      prompt: 'consent',
    });
  });

  it('exchanges the code', async () => {
    const before = Date.now();
    const received = await exchange({ body: { ...TOKENS, refresh_token_expires_in: 604_799 } }, { iss: server.url });
    expect(received).toMatchObject({ accessToken: 'ya29.secret', refreshToken: '1//secret', scopes: [TOKENS.scope] });
    expect(received.expiresAt.getTime()).toBeGreaterThanOrEqual(before + 3_599_000);
    expect(received.refreshTokenExpiresAt?.getTime()).toBeLessThanOrEqual(Date.now() + 604_799_000);
    expect(server.seen[0]?.url.pathname).toBe('/token');
    expect(server.seen[0]?.headers.authorization).toBeUndefined();
    expect(form()).toEqual({
      grant_type: 'authorization_code',
      code: '4/0Acode',
      code_verifier: 'v'.repeat(43),
      redirect_uri: REDIRECT_URI,
      client_id: 'client',
      client_secret: 's3cret&',
    });
  });

  it('uses the scopes of the redirect when the answer names none', async () => {
    const received = await exchange({ body: { ...TOKENS, scope: undefined } }, { scope: 'a b' });
    expect(received.scopes).toEqual(['a', 'b']);
  });

  it.each([
    [{ error: 'access_denied', state: 'state-1' }, 'access_denied'],
    [{ error: 'access_denied', state: 'forged' }, 'state_invalid'],
    [{ code: '4/0A', state: 'forged' }, 'state_invalid'],
    [{ code: '4/0A' }, 'state_invalid'],
    [{ code: '4/0A', state: 'state-1', iss: 'https://evil.example' }, 'state_invalid'],
    [{ state: 'state-1' }, 'code_missing'],
    [{ state: 'state-1', code: '' }, 'code_missing'],
  ])('refuses a user who comes back with %j, and sends nothing', async (query: Record<string, string>, reason) => {
    await expect(comeBack(query)).rejects.toMatchObject({ code: 'FITBIT_AUTHORIZATION_REFUSED', reason });
    expect(server.seen).toEqual([]);
  });

  it.each<[string, Script, object]>([
    ['a refused code', { status: 400, body: { error: 'invalid_grant' } }, { reason: 'code_refused' }],
    ['no access token', { body: { ...TOKENS, access_token: undefined } }, { reason: 'token_missing' }],
    ['an empty access token', { body: { ...TOKENS, access_token: '' } }, { reason: 'token_missing' }],
    ['no refresh token', { body: { ...TOKENS, refresh_token: undefined } }, { reason: 'token_missing' }],
    [
      'a wrong secret',
      { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' }, body: { error: 'invalid_client' } },
      { code: 'FITBIT_UPSTREAM_CONFIGURATION', reason: 'invalid_client' },
    ],
    ['an HTML page', { status: 502, body: '<html>' }, { code: 'FITBIT_UPSTREAM_UNAVAILABLE' }],
    ['a page in place of tokens', { body: '<html>' }, { code: 'FITBIT_UPSTREAM_UNAVAILABLE' }],
    ['JSON that breaks off', { body: '{"access_token":"ya29.secret"' }, { code: 'FITBIT_UPSTREAM_UNAVAILABLE' }],
    ['a token of another kind', { body: { ...TOKENS, token_type: 'mac' } }, { code: 'FITBIT_UPSTREAM_UNAVAILABLE' }],
    ['a nonsensical lifetime', { body: { ...TOKENS, expires_in: 'x' } }, { code: 'FITBIT_UPSTREAM_UNAVAILABLE' }],
    ['a redirect', { status: 307, headers: { location: '/x' } }, { code: 'FITBIT_UPSTREAM_UNAVAILABLE' }],
    [
      'a spent quota',
      { status: 429, headers: { 'retry-after': '5' } },
      { code: 'FITBIT_RATE_LIMITED', retryAfterMs: 5_000 },
    ],
    ['410 of a proxy', { status: 410, body: '<html>Gone</html>' }, { code: 'FITBIT_UPSTREAM_UNAVAILABLE' }],
  ])('throws the right error for %s, without a token', async (_, script, expected) => {
    const error = await thrownBy(exchange(script));
    expect(error).toMatchObject(expected);
    expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(/secret|4\/0A/);
  });

  it('refreshes and keeps the refresh token, which Google does not repeat', async () => {
    server.next({ body: { access_token: 'ya29.new', expires_in: 3599, token_type: 'Bearer' } });
    expect(await oauth.refresh(grant)).toMatchObject({
      accessToken: 'ya29.new',
      refreshToken: '1//old',
      scopes: ['old'],
    });
    expect(form()).toEqual({
      grant_type: 'refresh_token',
      refresh_token: '1//old',
      client_id: 'client',
      client_secret: 's3cret&',
    });
  });

  it('refreshes and returns a new refresh token and new scopes', async () => {
    server.next({ body: TOKENS });
    expect(await oauth.refresh(grant)).toMatchObject({ refreshToken: '1//secret', scopes: [TOKENS.scope] });
  });

  it.each<[string, Script, string]>([
    ['invalid_grant', { status: 400, body: { error: 'invalid_grant' } }, 'FITBIT_REAUTHORIZATION_REQUIRED'],
    ['invalid_client', { status: 401, body: { error: 'invalid_client' } }, 'FITBIT_UPSTREAM_CONFIGURATION'],
    ['an outage', { status: 503, body: { error: 'invalid_grant' } }, 'FITBIT_UPSTREAM_UNAVAILABLE'],
    ['an answer without token', { body: {} }, 'FITBIT_UPSTREAM_UNAVAILABLE'],
    ['a cut connection', ({ socket }) => (socket.destroy(), 'handled'), 'FITBIT_UPSTREAM_UNAVAILABLE'],
  ])('ends a grant at a refresh for invalid_grant alone: %s', async (_, script, code) => {
    server.next(script);
    const error = await thrownBy(oauth.refresh(grant));
    expect(error).toMatchObject({ code });
    expect(inspect(error, { depth: 10 })).not.toMatch(/1\/\/old/);
  });

  it('cannot refresh a grant without a refresh token', async () => {
    const bare = { ...grant, refreshToken: undefined };
    await expect(oauth.refresh(bare)).rejects.toMatchObject({ code: 'FITBIT_REAUTHORIZATION_REQUIRED' });
    expect(server.seen).toEqual([]);
  });

  it('revokes the whole grant by its refresh token', async () => {
    server.next({ body: {} });
    await oauth.revoke(grant);
    expect(server.seen[0]?.url.pathname).toBe('/revoke');
    expect(form()).toMatchObject({ token: '1//old' });
    server.next({ body: '' });
    await oauth.revoke({ ...grant, refreshToken: undefined });
    expect(form()).toMatchObject({ token: 'ya29.old' });
  });

  it('treats only a grant that no longer exists as revoked', async () => {
    server.next({ status: 400, body: { error: 'invalid_token', error_description: 'Token expired or revoked' } });
    await expect(oauth.revoke(grant)).resolves.toBeUndefined();
    server.next({ status: 503 });
    await expect(oauth.revoke(grant)).rejects.toMatchObject({ code: 'FITBIT_UPSTREAM_UNAVAILABLE' });
    server.next({ status: 401, body: { error: 'invalid_client' } });
    await expect(oauth.revoke(grant)).rejects.toMatchObject({ code: 'FITBIT_UPSTREAM_CONFIGURATION' });
  });
});
