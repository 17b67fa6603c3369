import { createPublicKey, verify } from 'node:crypto';
import { consent, exchange, REDIRECT_URI, refresh, SLEEP, STEPS, VERIFIER } from '../../../spec-support/browser';
import { personWith, worldOf } from '../../../spec-support/hand-made';
import { type Answer, Harness, NOON } from '../../../spec-support/harness';
import { itemAt, jwtSegment } from '../../../spec-support/items';

const DAY_MS = 86_400_000;

describe('token endpoint', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ world: worldOf(personWith([], 'anna')) });
  });
  beforeEach(() => harness.sandbox.reset());
  afterAll(() => harness.close());

  const identity = (answer: Answer): Promise<Answer> =>
    harness.get('/v4/users/me/identity', String(answer.json.access_token));

  describe('authorization_code', () => {
    it('answers as the reference shows, and the token works for 3599 seconds', async () => {
      const answer = await exchange(harness, await consent(harness));
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.json).toEqual({
        access_token: expect.stringMatching(/^ya29\.\S{128,2000}$/) as string,
        expires_in: 3599,
        refresh_token: expect.stringMatching(/^1\/\/\S+$/) as string,
        scope: `${STEPS} ${SLEEP}`,
        token_type: 'Bearer',
      });
      harness.clock.advance(3_598_999);
      expect((await identity(answer)).status).toBe(200);
      harness.clock.advance(1);
      expect((await identity(answer)).status).toBe(401);
    });

    it.each([
      ['an unknown code', { code: '4/0Anothing' }, 'Bad Request'],
      ['another redirect_uri, by one byte', { redirect_uri: `${REDIRECT_URI}&` }, 'Bad Request'],
      ['no redirect_uri', { redirect_uri: undefined }, 'Bad Request'],
      ['a wrong code_verifier', { code_verifier: 'w'.repeat(43) }, 'Invalid code verifier.'],
      ['no code_verifier', { code_verifier: undefined }, 'Missing code verifier.'],
    ])('answers invalid_grant to %s', async (_, changes, description) => {
      const answer = await exchange(harness, await consent(harness), changes);
      expect(answer.status).toBe(400);
      expect(answer.json).toEqual({ error: 'invalid_grant', error_description: description });
    });

    it('answers invalid_request without a code', async () => {
      expect((await exchange(harness, '', {})).json.error).toBe('invalid_request');
    });

    it('accepts a code for ten minutes', async () => {
      const [early, late] = [await consent(harness), await consent(harness)];
      harness.clock.advance(600_000 - 1);
      expect((await exchange(harness, early)).status).toBe(200);
      harness.clock.advance(1);
      expect((await exchange(harness, late)).json.error).toBe('invalid_grant');
    });

    it('accepts a code once: the second exchange fails and revokes the tokens of the first', async () => {
      const code = await consent(harness);
      const first = await exchange(harness, code);
      expect((await exchange(harness, code)).json).toEqual({
        error: 'invalid_grant',
        error_description: 'Bad Request',
      });
      expect((await identity(first)).status).toBe(401);
      expect((await refresh(harness, String(first.json.refresh_token))).status).toBe(400);
    });

    it('keeps the first tokens valid when revokeOnCodeReuse is off', async () => {
      harness.sandbox.switches.revokeOnCodeReuse = false;
      const code = await consent(harness);
      const first = await exchange(harness, code);
      expect((await exchange(harness, code)).status).toBe(400);
      expect((await identity(first)).status).toBe(200);
    });

    it('accepts a plain challenge, and no challenge', async () => {
      const plain = await consent(harness, { code_challenge: VERIFIER, code_challenge_method: undefined });
      expect((await exchange(harness, plain)).status).toBe(200);
      const none = await consent(harness, { code_challenge: undefined, code_challenge_method: undefined });
      expect((await exchange(harness, none, { code_verifier: undefined })).status).toBe(200);
    });
  });

  describe('refresh token rules', () => {
    it('returns one only for access_type=offline', async () => {
      const online = await exchange(harness, await consent(harness, { access_type: undefined }));
      expect(online.json).not.toHaveProperty('refresh_token');
    });

    it('returns none on a second consent, unless prompt=consent asks for it', async () => {
      const first = await exchange(harness, await consent(harness));
      expect(first.json).toHaveProperty('refresh_token');
      expect((await exchange(harness, await consent(harness))).json).not.toHaveProperty('refresh_token');
      const forced = await exchange(harness, await consent(harness, { prompt: 'consent' }));
      expect(forced.json).toHaveProperty('refresh_token');
    });

    it('counts a consent after a revocation as the first one', async () => {
      const { json } = await exchange(harness, await consent(harness));
      await harness.form('/revoke', { token: String(json.access_token) });
      expect((await exchange(harness, await consent(harness))).json).toHaveProperty('refresh_token');
    });

    it('merges earlier scopes for include_granted_scopes=true', async () => {
      await exchange(harness, await consent(harness, { scope: STEPS }));
      const separate = await exchange(harness, await consent(harness, { scope: SLEEP }));
      expect(separate.json.scope).toBe(SLEEP);
      const merged = await exchange(harness, await consent(harness, { scope: SLEEP, include_granted_scopes: 'true' }));
      expect(String(merged.json.scope).split(' ').sort()).toEqual([STEPS, SLEEP].sort());
    });

    it('silently invalidates the oldest of more than 100 live ones', async () => {
      const tokens: string[] = [];
      for (let index = 0; index < 101; index++) {
        const { json } = await harness.control('POST', 'people/anna/token');
        tokens.push(String(json.refresh_token));
      }
      expect((await refresh(harness, itemAt(tokens, 0))).json.error).toBe('invalid_grant');
      expect((await refresh(harness, itemAt(tokens, 1))).status).toBe(200);
    });

    it('invalidates one that was not used for half a year', async () => {
      const [used, idle] = [
        await exchange(harness, await consent(harness)),
        await harness.control('POST', 'people/anna/token'),
      ];
      harness.clock.advance(100 * DAY_MS);
      expect((await refresh(harness, String(used.json.refresh_token))).status).toBe(200);
      harness.clock.advance(83 * DAY_MS);
      expect((await refresh(harness, String(used.json.refresh_token))).status).toBe(200);
      const dead = await refresh(harness, String(idle.json.refresh_token));
      expect(dead.json).toEqual({ error: 'invalid_grant', error_description: 'Token has been expired or revoked.' });
    });
  });

  describe('refresh_token', () => {
    const granted = async (): Promise<string> =>
      String((await exchange(harness, await consent(harness))).json.refresh_token);

    it('answers with a new access token and no refresh token', async () => {
      const answer = await refresh(harness, await granted());
      expect(answer.status).toBe(200);
      expect(Object.keys(answer.json)).toEqual(['access_token', 'expires_in', 'scope', 'token_type']);
      expect((await identity(answer)).status).toBe(200);
    });

    it('answers invalid_grant to a bogus token', async () => {
      const answer = await refresh(harness, '1//bogus');
      expect([answer.status, answer.json]).toEqual([400, { error: 'invalid_grant', error_description: 'Bad Request' }]);
    });

    it('can narrow the scopes, but not widen them', async () => {
      const token = await granted();
      expect((await refresh(harness, token, { scope: SLEEP })).json.scope).toBe(SLEEP);
      expect((await refresh(harness, token, { scope: 'openid' })).json.error).toBe('invalid_scope');
    });

    it('expires seven days after the consent while the application is in testing, even if it is used', async () => {
      harness.sandbox.switches.testingRefreshTokens = true;
      const { json } = await exchange(harness, await consent(harness));
      expect(json.refresh_token_expires_in).toBe(604_799);
      harness.clock.advance(604_798_999);
      expect((await refresh(harness, String(json.refresh_token))).status).toBe(200);
      harness.clock.advance(1);
      expect((await refresh(harness, String(json.refresh_token))).json.error).toBe('invalid_grant');
    });

    it('counts the seven days from the consent, even with rotation', async () => {
      Object.assign(harness.sandbox.switches, { testingRefreshTokens: true, rotateRefreshTokens: true });
      const first = await exchange(harness, await consent(harness));
      harness.clock.advance(6 * DAY_MS);
      const second = await refresh(harness, String(first.json.refresh_token));
      expect(second.json.refresh_token_expires_in).toBe(604_799 - 6 * 86_400);
      harness.clock.advance(DAY_MS);
      expect((await refresh(harness, String(second.json.refresh_token))).json.error).toBe('invalid_grant');
    });

    it('rotates with rotateRefreshTokens: the new one works, the old one is invalid', async () => {
      const old = await granted();
      harness.sandbox.switches.rotateRefreshTokens = true;
      const { json } = await refresh(harness, old);
      expect(json.refresh_token).not.toBe(old);
      expect((await refresh(harness, old)).json.error).toBe('invalid_grant');
      expect((await refresh(harness, String(json.refresh_token))).status).toBe(200);
    });
  });

  describe('client authentication', () => {
    const basic = (id: string, secret: string): Record<string, string> => ({
      authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
    });
    const attempt = async (client: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> =>
      harness.form('/token', { grant_type: 'refresh_token', refresh_token: '1//x', ...client }, headers);

    it.each([
      ['raw', 'sandbox-client', 'sandbox-secret'],
      ['form-encoded', 'sandbox%2Dclient', 'sandbox%2Dsecret'],
    ])('accepts HTTP Basic, %s', async (_, id, secret) => {
      expect((await attempt({}, basic(id, secret))).json.error).toBe('invalid_grant');
    });

    it.each([
      ['a wrong id', { client_id: 'x', client_secret: 'sandbox-secret' }, {}, 401, 'invalid_client'],
      ['a wrong secret', { client_id: 'sandbox-client', client_secret: 'x' }, {}, 401, 'invalid_client'],
      ['a wrong secret in Basic', {}, basic('sandbox-client', 'x'), 401, 'invalid_client'],
      ['a broken percent sign in Basic', {}, basic('%', '%'), 401, 'invalid_client'],
      ['Basic without a colon', {}, { authorization: 'Basic eHg=' }, 401, 'invalid_client'],
      [
        'different ids in the body and in Basic',
        { client_id: 'y' },
        basic('sandbox-client', 'sandbox-secret'),
        401,
        'invalid_client',
      ],
      ['no secret', { client_id: 'sandbox-client' }, {}, 400, 'invalid_request'],
      ['nothing', {}, {}, 400, 'invalid_request'],
      [
        'two ways of authentication at once',
        { client_secret: 'sandbox-secret' },
        basic('sandbox-client', 'sandbox-secret'),
        400,
        'invalid_request',
      ],
    ])('refuses %s', async (_, client: Record<string, string>, headers: Record<string, string>, status, error) => {
      const answer = await attempt(client, headers);
      expect([answer.status, answer.json.error]).toEqual([status, error]);
    });

    it('does not use up the code when the client is wrong', async () => {
      const code = await consent(harness);
      expect((await exchange(harness, code, { client_secret: 'x' })).status).toBe(401);
      expect((await exchange(harness, code)).status).toBe(200);
    });
  });

  it.each([
    ['an unknown grant_type', { grant_type: 'password' }],
    ['no grant_type', {}],
    ['a grant_type that every object has', { grant_type: 'constructor' }],
  ])('answers unsupported_grant_type to %s', async (_, parameters: Record<string, string>) => {
    expect((await harness.form('/token', parameters)).json.error).toBe('unsupported_grant_type');
  });

  it('refuses JSON and repeated parameters', async () => {
    const json = await harness.send('POST', '/token', { body: '{}', headers: { 'content-type': 'application/json' } });
    expect([json.status, json.json.error]).toEqual([400, 'invalid_request']);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const twice = await harness.send('POST', '/token', { body: 'code=1&code=2', headers });
    expect([twice.status, twice.json.error]).toEqual([400, 'invalid_request']);
  });

  describe('revocation', () => {
    it.each(['access_token', 'refresh_token'])('ends the whole grant by its %s', async (kind) => {
      const [one, other] = [
        await exchange(harness, await consent(harness)),
        await harness.control('POST', 'people/anna/token'),
      ];
      const answer = await harness.form('/revoke', { token: String(one.json[kind]) });
      expect(answer.status).toBe(200);
      for (const { json } of [one, other]) {
        expect((await refresh(harness, String(json.refresh_token))).json).toEqual({
          error: 'invalid_grant',
          error_description: 'Token has been expired or revoked.',
        });
        expect((await harness.get('/v4/users/me/identity', String(json.access_token))).status).toBe(401);
      }
      expect((await harness.form('/revoke', { token: String(one.json[kind]) })).status).toBe(400);
    });

    it('also ends a code that was not exchanged yet', async () => {
      const { json } = await exchange(harness, await consent(harness));
      const code = await consent(harness);
      await harness.form('/revoke', { token: String(json.access_token) });
      expect((await exchange(harness, code)).json.error).toBe('invalid_grant');
    });

    it('answers 400 to an unknown token, and without a token', async () => {
      const unknown = await harness.form('/revoke', { token: 'x' });
      expect([unknown.status, unknown.json.error]).toEqual([400, 'invalid_token']);
      expect((await harness.form('/revoke', { other: 'x' })).json.error).toBe('invalid_request');
      expect((await harness.send('POST', '/revoke?token=x')).json.error).toBe('invalid_token');
      expect((await harness.send('POST', '/revoke')).json.error).toBe('invalid_request');
    });
  });

  it('describes a valid access token at /tokeninfo', async () => {
    const token = await harness.token('anna', SLEEP);
    const { json } = await harness.send('GET', `/tokeninfo?access_token=${token}`);
    const exp = String(Math.floor(NOON.getTime() / 1000) + 3599);
    expect(json).toEqual({ azp: 'sandbox-client', aud: 'sandbox-client', scope: SLEEP, exp, expires_in: '3599' });
    expect((await harness.send('GET', '/tokeninfo?access_token=x')).status).toBe(400);
  });

  it('adds a signed id_token only if openid was requested', async () => {
    const { json } = await exchange(harness, await consent(harness, { scope: 'openid email', nonce: 'n-1' }));
    const [header = '', payload = '', signature = ''] = String(json.id_token).split('.');
    const { keys } = (await harness.send('GET', '/oauth2/v3/certs')).json as { keys: [Record<string, string>] };
    const key = createPublicKey({ key: keys[0], format: 'jwk' });
    expect(verify('sha256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'))).toBe(true);
    const claims = jwtSegment(json.id_token, 1);
    expect(claims).toMatchObject({ iss: harness.sandbox.url, aud: 'sandbox-client', nonce: 'n-1' });
    expect(claims.sub).toMatch(/^\d{21}$/);
    expect(claims.sub).not.toBe('8512524441117254421');
  });
});
