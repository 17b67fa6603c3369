import {
  BASIC,
  fitbitAccess,
  fitbitCode,
  fitbitErrorOf,
  fitbitExchange,
  fitbitRefresh,
  fitbitToken,
} from '../../../spec-support/fitbit';
import { personWith, worldOf } from '../../../spec-support/hand-made';
import { type Answer, Harness } from '../../../spec-support/harness';
import { jwtSegment } from '../../../spec-support/items';

const PROFILE = '/1/user/-/profile.json';

/** The texts of a token answer. */
type Connected = Readonly<Record<'access_token' | 'refresh_token' | 'scope', string>>;

describe('token endpoint of the Fitbit Web API', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ world: worldOf(personWith([], 'anna', '1'), personWith([], 'ben', '2')) });
  });
  beforeEach(() => harness.sandbox.reset());
  afterAll(() => harness.close());

  const refusalOf = (answer: Answer): unknown[] => [answer.status, fitbitErrorOf(answer).errorType];
  const connect = async (): Promise<Connected> =>
    (await fitbitExchange(harness, await fitbitCode(harness, 'anna', { scope: 'activity profile' })))
      .json as unknown as Connected;

  describe('code exchange', () => {
    it('answers as the reference shows', async () => {
      const { status, json } = await fitbitExchange(harness, await fitbitCode(harness, 'anna'));
      expect([status, Object.keys(json).sort()]).toEqual([
        200,
        ['access_token', 'expires_in', 'refresh_token', 'scope', 'token_type', 'user_id'],
      ]);
      expect(json).toMatchObject({ expires_in: 28800, scope: 'activity sleep', token_type: 'Bearer', user_id: 'LEG1' });
      expect(json.refresh_token).toMatch(/^[0-9a-f]{64}$/);
      expect(jwtSegment(json.access_token, 1)).toMatchObject({
        sub: 'LEG1',
        aud: 'sandbox-client',
        iss: 'Fitbit',
        typ: 'access_token',
        scopes: 'ract rsle',
        exp: harness.clock.now().getTime() / 1000 + 28800,
      });
    });

    it('grants what was ticked, not what was requested', async () => {
      const code = await fitbitCode(harness, 'anna', { scope: 'sleep', requested_scope: 'activity sleep weight' });
      expect((await fitbitExchange(harness, code)).json.scope).toBe('sleep');
    });

    it('works once', async () => {
      const code = await fitbitCode(harness, 'anna');
      await fitbitExchange(harness, code);
      const again = await fitbitExchange(harness, code);
      expect(refusalOf(again)).toEqual([400, 'invalid_grant']);
      expect(fitbitErrorOf(again).message).toBe(
        `Authorization code invalid: ${code}. Visit https://dev.fitbit.com/docs/oauth2 for more information on the Fitbit Web API authorization process.`,
      );
      expect(again.json.success).toBe(false);
    });

    it('works for ten minutes', async () => {
      const [one, other] = [await fitbitCode(harness, 'anna'), await fitbitCode(harness, 'anna')];
      harness.clock.advance(10 * 60_000 - 1);
      expect((await fitbitExchange(harness, one)).status).toBe(200);
      harness.clock.advance(1);
      expect(refusalOf(await fitbitExchange(harness, other))).toEqual([400, 'invalid_grant']);
    });

    it.each([
      ['another redirect URI', { redirect_uri: 'http://127.0.0.1:3000/' }],
      ['no redirect URI', { redirect_uri: undefined }],
      ['another verifier', { code_verifier: 'w'.repeat(43) }],
      ['no verifier', { code_verifier: undefined }],
    ])('refuses %s', async (_, changes) => {
      const code = await fitbitCode(harness, 'anna');
      expect(refusalOf(await fitbitExchange(harness, code, changes))).toEqual([400, 'invalid_grant']);
    });

    it('accepts a plain challenge, which is the default method', async () => {
      const code = await fitbitCode(harness, 'anna', {
        code_challenge: 'v'.repeat(43),
        code_challenge_method: undefined,
      });
      expect((await fitbitExchange(harness, code)).status).toBe(200);
    });

    it.each([
      ['3600', 200, 3600],
      ['28800', 200, 28800],
      ['60', 400, undefined],
    ])('answers expires_in %s with %d', async (expires, status, lifetime) => {
      const answer = await fitbitExchange(harness, await fitbitCode(harness, 'anna'), { expires_in: expires });
      expect([answer.status, answer.json.expires_in]).toEqual([status, lifetime]);
    });

    it('accepts its parameters in the query, too', async () => {
      const query = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'x' });
      const answer = await harness.send('POST', `/oauth2/token?${query.toString()}`, {
        headers: { authorization: BASIC },
      });
      expect(fitbitErrorOf(answer).message).toMatch(/^Refresh token invalid: x\. Visit/);
    });
  });

  describe('the application', () => {
    const withBasic = (text: string): Promise<Answer> =>
      fitbitToken(
        harness,
        { grant_type: 'refresh_token', refresh_token: 'x' },
        text && `Basic ${Buffer.from(text).toString('base64')}`,
      );

    it.each(['sandbox-client:sandbox-secret', 'sandbox%2Dclient:sandbox%2Dsecret'])(
      'is authenticated by %s',
      async (text) => {
        expect(refusalOf(await withBasic(text))).toEqual([400, 'invalid_grant']);
      },
    );

    it.each(['sandbox-client:wrong', 'other:sandbox-secret', 'sandbox-client', ''])(
      'is refused as "%s"',
      async (text) => {
        expect(refusalOf(await withBasic(text))).toEqual([401, 'invalid_client']);
      },
    );

    it('must name a grant type', async () => {
      const missing = await fitbitToken(harness, { grant_type: 'refresh_token' });
      expect(fitbitErrorOf(missing)).toMatchObject({ errorType: 'invalid_request' });
      expect(fitbitErrorOf(missing).message).toMatch(/^Missing parameters: refresh_token\. Visit/);
      expect(refusalOf(await fitbitToken(harness, {}))).toEqual([400, 'invalid_request']);
      expect(refusalOf(await fitbitToken(harness, { grant_type: 'password' }))).toEqual([400, 'invalid_request']);
    });
  });

  describe('refresh', () => {
    it('returns a new pair; the old access token works until it expires', async () => {
      const first = await connect();
      const { status, json } = await fitbitRefresh(harness, first.refresh_token);
      expect([status, json.scope, json.user_id]).toEqual([200, first.scope, 'LEG1']);
      expect([json.access_token, json.refresh_token]).not.toContain(first.access_token);
      expect(json.refresh_token).not.toBe(first.refresh_token);
      expect((await harness.get(PROFILE, first.access_token)).status).toBe(200);
      harness.clock.advance(28_800_000);
      const expired = await harness.get(PROFILE, first.access_token);
      expect(refusalOf(expired)).toEqual([401, 'expired_token']);
      expect(fitbitErrorOf(expired).message).toBe(
        `Access token expired: ${first.access_token}. Visit https://dev.fitbit.com/docs/oauth2 for more information on the Fitbit Web API authorization process.`,
      );
    });

    it('never expires with time', async () => {
      const { refresh_token: token } = await connect();
      harness.clock.advance(5 * 365 * 86_400_000);
      expect((await fitbitRefresh(harness, token)).status).toBe(200);
    });

    it('repeats its answer for two minutes while no new token has been used', async () => {
      const { refresh_token: token } = await connect();
      const answer = await fitbitRefresh(harness, token);
      harness.clock.advance(119_999);
      expect((await fitbitRefresh(harness, token)).json).toEqual(answer.json);
      harness.clock.advance(1);
      expect(refusalOf(await fitbitRefresh(harness, token))).toEqual([400, 'invalid_grant']);
      expect((await fitbitRefresh(harness, answer.json.refresh_token)).status).toBe(200);
    });

    it.each(['access_token', 'refresh_token'] as const)('ends that grace when the new %s is used', async (used) => {
      const { refresh_token: token } = await connect();
      const { json } = await fitbitRefresh(harness, token);
      if (used === 'access_token') await harness.get(PROFILE, json.access_token as string);
      else await fitbitRefresh(harness, json.refresh_token);
      expect(refusalOf(await fitbitRefresh(harness, token))).toEqual([400, 'invalid_grant']);
    });

    it('has no grace period when refreshGraceMs is 0; use does not end it when refreshGraceEndsOnUse is off', async () => {
      const one = await connect();
      harness.sandbox.switches.refreshGraceEndsOnUse = false;
      const { json } = await fitbitRefresh(harness, one.refresh_token);
      await harness.get(PROFILE, json.access_token as string);
      expect((await fitbitRefresh(harness, one.refresh_token)).json).toEqual(json);
      harness.sandbox.switches.refreshGraceMs = 0;
      expect(refusalOf(await fitbitRefresh(harness, one.refresh_token))).toEqual([400, 'invalid_grant']);
    });

    it('fails for the previous token once the person has authorized again, unless singleRefreshToken is off', async () => {
      const [first, second] = [await connect(), await connect()];
      expect(refusalOf(await fitbitRefresh(harness, first.refresh_token))).toEqual([400, 'invalid_grant']);
      expect((await harness.get(PROFILE, first.access_token)).status).toBe(200);
      harness.sandbox.switches.singleRefreshToken = false;
      await connect();
      expect((await fitbitRefresh(harness, second.refresh_token)).status).toBe(200);
    });

    it('still works after a grant from the control route', async () => {
      const { refresh_token: token } = await connect();
      await fitbitAccess(harness, 'anna');
      expect((await fitbitRefresh(harness, token)).status).toBe(200);
    });
  });

  describe('revoke', () => {
    const revoke = (token: string, authorization = BASIC): Promise<Answer> =>
      harness.form('/oauth2/revoke', { token }, { authorization });

    it.each(['access_token', 'refresh_token'] as const)("of the %s ends the person's whole grant", async (name) => {
      const [grant, other] = [await connect(), await fitbitAccess(harness, 'anna', 'profile')];
      const bens = await fitbitAccess(harness, 'ben', 'profile');
      const answer = await revoke(grant[name]);
      expect([answer.status, answer.text]).toEqual([200, '']);
      expect(refusalOf(await harness.get(PROFILE, grant.access_token))).toEqual([401, 'invalid_token']);
      expect(refusalOf(await harness.get(PROFILE, other))).toEqual([401, 'invalid_token']);
      expect(refusalOf(await fitbitRefresh(harness, grant.refresh_token))).toEqual([400, 'invalid_grant']);
      expect((await harness.get(PROFILE, bens)).status).toBe(200);
    });

    it('refuses a token that has already been revoked, and an unknown application', async () => {
      const { access_token: token } = await connect();
      expect(refusalOf(await revoke(token, 'Basic eA=='))).toEqual([401, 'invalid_client']);
      await revoke(token);
      expect(refusalOf(await revoke(token))).toEqual([400, 'invalid_token']);
    });
  });

  describe('introspect', () => {
    const introspect = (token: string, bearer: string): Promise<Answer> =>
      harness.form('/1.1/oauth2/introspect', { token }, { authorization: `Bearer ${bearer}` });

    it('describes a valid token, and reports others only as inactive', async () => {
      const { access_token: token } = await connect();
      const now = harness.clock.now().getTime() / 1000;
      expect((await introspect(token, token)).json).toEqual({
        active: true,
        scope: '{ACTIVITY=READ, PROFILE=READ}',
        client_id: 'sandbox-client',
        user_id: 'LEG1',
        token_type: 'access_token',
        exp: now + 28800,
        iat: now,
      });
      expect((await introspect('x', token)).json).toEqual({ active: false });
    });

    it('requires a valid token', async () => {
      const { access_token: token } = await connect();
      expect((await introspect(token, 'x')).status).toBe(401);
    });
  });
});
