import {
  authorizationQuery,
  decide,
  exchange,
  formOf,
  openConsentPage,
  REDIRECT_URI,
  SLEEP,
  STEPS,
} from '../../../spec-support/browser';
import { personWith, worldOf } from '../../../spec-support/hand-made';
import { Harness } from '../../../spec-support/harness';

describe('authorization endpoint', () => {
  const anna = personWith([], 'anna', '11111111');
  const ben = personWith([], 'ben', '22222222');
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ world: worldOf(anna, ben) });
  });
  afterAll(() => harness.close());

  describe('the consent page', () => {
    it('offers every person and one ticked box per requested scope, and says that it is a sandbox', async () => {
      const page = await openConsentPage(harness);
      expect(page.status).toBe(200);
      expect(page.headers.get('content-type')).toMatch(/^text\/html/);
      expect(page.text).toMatch(/Sandbox/);
      expect(page.text).toMatch(/<select[^>]*name="person"/);
      expect([...page.text.matchAll(/<option value="(\w+)"/g)].map(([, id]) => id)).toEqual(['anna', 'ben']);
      const boxes = page.text.match(/<input[^>]*type="checkbox"[^>]*>/g) ?? [];
      expect(boxes).toHaveLength(2);
      expect(boxes.every((box) => box.includes('checked') && box.includes('name="scope"'))).toBe(true);
      expect(page.text).toMatch(/name="decision"[^>]*value="allow"/);
      expect(page.text).toMatch(/name="decision"[^>]*value="deny"/);
    });

    it("escapes everything it shows, including people's names", async () => {
      const { text } = await openConsentPage(harness, { state: '"><script>alert(1)</script>' });
      expect(text).not.toContain('<script>');
      expect(text).toContain('&quot;&gt;&lt;script&gt;');
      expect(text).toContain('anna &lt;b&gt;&amp;amp;&lt;/b&gt;');
    });

    it.each(['ben', '22222222', 'LEG222'])('preselects the person that login_hint %s names', async (hint) => {
      const { text } = await openConsentPage(harness, { login_hint: hint });
      expect(text).toMatch(/<option value="ben"\s+selected/);
      expect(text).not.toMatch(/<option value="anna"\s+selected/);
    });
  });

  describe('the decision', () => {
    it('sends the browser back with code, granted scopes, the unchanged state and the issuer', async () => {
      const location = await decide(harness, formOf(await openConsentPage(harness)));
      expect(location.href.startsWith(`${REDIRECT_URI}&`)).toBe(true);
      const answer = Object.fromEntries(location.searchParams);
      expect(answer).toMatchObject({ x: '1', state: 'a b&c=ü', iss: harness.sandbox.url, scope: `${STEPS} ${SLEEP}` });
      expect(answer.code).toMatch(/^4\/0A/);
    });

    it('omits unticked scopes, and the token says so', async () => {
      const form = formOf(await openConsentPage(harness));
      form.delete('scope', SLEEP);
      const location = await decide(harness, form);
      expect(location.searchParams.get('scope')).toBe(STEPS);
      const { json } = await exchange(harness, location.searchParams.get('code') ?? '');
      expect(json.scope).toBe(STEPS);
    });

    it('never grants more than was requested', async () => {
      const form = formOf(await openConsentPage(harness, { scope: STEPS }));
      form.append('scope', SLEEP);
      expect((await decide(harness, form)).searchParams.get('scope')).toBe(STEPS);
    });

    it.each([
      ['deny is pressed', 'deny', false],
      ['nothing is ticked', 'allow', true],
    ])('answers access_denied with the state when %s', async (_, decision, untick) => {
      const form = formOf(await openConsentPage(harness));
      if (untick) form.delete('scope');
      const { searchParams } = await decide(harness, form, decision);
      expect(searchParams.get('error')).toBe('access_denied');
      expect(searchParams.get('state')).toBe('a b&c=ü');
      expect(searchParams.has('code')).toBe(false);
    });

    it.each([
      ['an unknown person', { person: 'nobody' }],
      ['an unknown decision', { decision: 'maybe' }],
    ])('refuses %s with a page', async (_, changes) => {
      const form = formOf(await openConsentPage(harness));
      form.set('decision', 'allow');
      for (const [name, value] of Object.entries(changes)) form.set(name, value);
      const answer = await harness.send('POST', '/o/oauth2/v2/auth', { body: form });
      expect(answer.status).toBe(400);
    });

    it('accepts a form without the copy of the requested scopes', async () => {
      const form = authorizationQuery({ scope: `${STEPS} ${SLEEP}` });
      form.set('person', 'ben');
      expect((await decide(harness, form)).searchParams.get('scope')).toBe(`${STEPS} ${SLEEP}`);
    });

    it('answers login_required to prompt=none, because no user is signed in', async () => {
      const { status, headers } = await openConsentPage(harness, { prompt: 'none' });
      expect(status).toBe(302);
      expect(new URL(headers.get('location') ?? '').searchParams.get('error')).toBe('login_required');
    });
  });

  it.each([
    ['no client_id', { client_id: undefined }, 400, 'invalid_request'],
    ['another client_id', { client_id: 'someone' }, 401, 'invalid_client'],
    ['no redirect_uri', { redirect_uri: undefined }, 400, 'invalid_request'],
    [
      'a redirect_uri that is not on loopback',
      { redirect_uri: 'https://example.com/cb' },
      400,
      'redirect_uri_mismatch',
    ],
    [
      'a redirect_uri that only looks like loopback',
      { redirect_uri: 'http://127.0.0.1.example.com/' },
      400,
      'redirect_uri_mismatch',
    ],
    ['a redirect_uri with a fragment', { redirect_uri: 'http://localhost/#x' }, 400, 'redirect_uri_mismatch'],
    ['a redirect_uri with a line break', { redirect_uri: 'http://localhost/\n' }, 400, 'redirect_uri_mismatch'],
    ['no response_type', { response_type: undefined }, 400, 'invalid_request'],
    ['response_type=token', { response_type: 'token' }, 400, 'unsupported_response_type'],
    ['no scope', { scope: undefined }, 400, 'invalid_request'],
    ['an unknown scope', { scope: `${STEPS} https://www.googleapis.com/auth/health.steps` }, 400, 'invalid_scope'],
    ['an unknown access_type', { access_type: 'sometimes' }, 400, 'invalid_request'],
    ['an unknown prompt', { prompt: 'login' }, 400, 'invalid_request'],
    ['a short code_challenge', { code_challenge: 'abc' }, 400, 'invalid_request'],
    ['an unknown code_challenge_method', { code_challenge_method: 'S512' }, 400, 'invalid_request'],
    ['a code_challenge_method alone', { code_challenge: undefined }, 400, 'invalid_request'],
  ])('shows an error page for %s and does not redirect', async (_, changes, status, error) => {
    const answer = await openConsentPage(harness, changes);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('location')).toBeNull();
    expect(answer.text).toContain(`Error ${status}: ${error}`);
  });

  it('refuses a parameter that is sent twice', async () => {
    const answer = await harness.send('GET', `/o/oauth2/v2/auth?${authorizationQuery().toString()}&state=again`);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('must not be repeated: state');
  });

  it.each(['http://localhost:1/cb', 'http://127.0.0.1/', 'http://[::1]:8080/cb', 'https://localhost/cb'])(
    'accepts the loopback redirect URI %s',
    async (redirectUri) => {
      expect((await openConsentPage(harness, { redirect_uri: redirectUri })).status).toBe(200);
    },
  );
});
