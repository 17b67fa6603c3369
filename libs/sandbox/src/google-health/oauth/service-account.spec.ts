import { generateKeyPairSync, sign } from 'node:crypto';
import { errorInfoOf, Harness, type Json, pointsOf, scope } from '../../../spec-support/harness';
import { assertion, bear, CLOUD_PLATFORM, JWT_BEARER, serviceToken } from '../../../spec-support/service-account';

const SUBSCRIBERS = '/v4/projects/123456789012/subscribers';

describe('the service account', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  beforeEach(() => harness.sandbox.reset());
  afterAll(() => harness.close());

  it("has a key in Google's file format, always the same", async () => {
    const { json } = await harness.control('GET', 'service-account');
    expect(json).toMatchObject({
      type: 'service_account',
      token_uri: `${harness.sandbox.url}/token`,
      client_email: expect.stringMatching(/@.*\.iam\.gserviceaccount\.com$/) as string,
      private_key: expect.stringMatching(/^-----BEGIN PRIVATE KEY-----\n/) as string,
      private_key_id: expect.stringMatching(/^[0-9a-f]{40}$/) as string,
    });
    expect((await harness.control('GET', 'service-account')).json).toEqual(json);
  });

  it('gets an access token for a signed assertion, and no refresh token', async () => {
    const { status, json } = await bear(harness, assertion(harness));
    expect([status, json]).toEqual([
      200,
      { access_token: expect.stringMatching(/^ya29\.c\./) as string, expires_in: 3599, token_type: 'Bearer' },
    ]);
    expect((await harness.get(SUBSCRIBERS, String(json.access_token))).status).toBe(200);
  });

  it('loses the token after an hour, and with a reset', async () => {
    const token = await serviceToken(harness);
    harness.clock.advance(3_599_000);
    expect((await harness.get(SUBSCRIBERS, token)).status).toBe(401);
    const other = await serviceToken(harness);
    harness.sandbox.reset();
    expect((await harness.get(SUBSCRIBERS, other)).status).toBe(401);
  });

  describe('is refused', () => {
    const now = 1_790_856_000; // Harness's noon
    const timeframe = /short-lived token \(60 minutes\)/;
    it.each<[string, Json, string, RegExp]>([
      ['another account', { iss: 'x@y.iam.gserviceaccount.com' }, 'invalid_grant', /account not found/],
      ['another audience', { aud: 'https://example.org/token' }, 'invalid_grant', /audience/],
      ['no audience', { aud: undefined }, 'invalid_grant', /audience/],
      ['more than an hour', { exp: now + 3601 }, 'invalid_grant', timeframe],
      ['a time in the past', { iat: now - 3600, exp: now }, 'invalid_grant', timeframe],
      ['a time in the future', { iat: now + 600, exp: now + 1200 }, 'invalid_grant', timeframe],
      ['no time', { iat: undefined }, 'invalid_grant', timeframe],
      ['a time given as text', { exp: String(now + 60) }, 'invalid_grant', timeframe],
      ['another subject', { sub: 'anna@example.org' }, 'unauthorized_client', /unauthorized to retrieve/],
      ['an unknown scope', { scope: 'https://www.googleapis.com/auth/health' }, 'invalid_scope', /Invalid OAuth scope/],
      ['no scope', { scope: undefined }, 'invalid_scope', /Invalid OAuth scope/],
    ])('%s', async (_, claims, error, description) => {
      expect(harness.clock.now().getTime()).toBe(now * 1000);
      const { status, json } = await bear(harness, assertion(harness, { claims }));
      expect([status, json]).toEqual([
        error === 'unauthorized_client' ? 401 : 400,
        { error, error_description: expect.stringMatching(description) as string },
      ]);
    });

    it('a signature of something else, of another key, of another algorithm', async () => {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const signed = assertion(harness).split('.').slice(0, 2).join('.');
      const foreign = `${signed}.${sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('base64url')}`;
      const refusals = [
        assertion(harness, { forged: true }),
        foreign,
        assertion(harness, { header: { alg: 'HS256' } }),
        assertion(harness, { header: { alg: 'none' } }),
      ];
      for (const text of refusals) {
        expect((await bear(harness, text)).json).toEqual({
          error: 'invalid_grant',
          error_description: 'Invalid JWT Signature.',
        });
      }
    });

    it.each(['x', 'a.b.c', `${Buffer.from('{}').toString('base64url')}.e30`])(
      '%s, which is not a JWT',
      async (text) => {
        expect((await bear(harness, text)).json.error).toBe('invalid_grant');
      },
    );

    it('no assertion at all', async () => {
      const { status, json } = await harness.form('/token', { grant_type: JWT_BEARER });
      expect([status, json.error]).toEqual([400, 'invalid_request']);
    });
  });

  describe('and people', () => {
    it("cannot call each other's methods", async () => {
      const service = await serviceToken(harness);
      const person = await harness.token('p1');
      for (const answer of [await harness.get(pointsOf('steps'), service), await harness.get(SUBSCRIBERS, person)]) {
        expect([answer.status, errorInfoOf(answer).reason]).toEqual([403, 'ACCESS_TOKEN_SCOPE_INSUFFICIENT']);
      }
    });

    it('need a role in the project, regardless of their scopes', async () => {
      const token = await harness.token('p1', CLOUD_PLATFORM);
      const answer = await harness.get(SUBSCRIBERS, token);
      expect([answer.status, errorInfoOf(answer).reason]).toEqual([403, 'IAM_PERMISSION_DENIED']);
    });

    it('a service account with health scopes has no health data', async () => {
      const claims = { scope: scope('sleep.readonly') };
      const { json } = await bear(harness, assertion(harness, { claims }));
      const answer = await harness.get(pointsOf('sleep'), String(json.access_token));
      expect([answer.status, errorInfoOf(answer).reason]).toEqual([400, 'ACCOUNT_NOT_LINKED']);
    });

    it('get 401 without a token', async () => {
      expect((await harness.send('GET', SUBSCRIBERS)).status).toBe(401);
      expect((await harness.get(SUBSCRIBERS, 'junk')).status).toBe(401);
    });
  });
});
