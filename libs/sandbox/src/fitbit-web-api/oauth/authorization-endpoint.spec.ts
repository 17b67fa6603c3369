import { FITBIT_REDIRECT, fitbitAuthorization, fitbitDecision } from '../../../spec-support/fitbit';
import { personWith, worldOf } from '../../../spec-support/hand-made';
import { type Answer, Harness } from '../../../spec-support/harness';

describe('authorization endpoint of the Fitbit Web API', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ world: worldOf(personWith([], 'anna', '1'), personWith([], 'ben', '2')) });
  });
  afterAll(() => harness.close());

  const open = (changes: Record<string, string | undefined> = {}): Promise<Answer> =>
    harness.send('GET', `/oauth2/authorize?${new URLSearchParams(fitbitAuthorization(changes)).toString()}`);

  it('shows every person and a ticked box per scope, in the same form as the other upstream', async () => {
    const { status, text } = await open();
    expect(status).toBe(200);
    expect(text).toMatch(/<select[^>]*name="person"/);
    expect(text.match(/<input[^>]*type="checkbox"[^>]*checked/g)).toHaveLength(2);
    expect(text).toMatch(/name="decision"[^>]*value="allow"/);
    expect(text).toMatch(/name="requested_scope" value="activity sleep"/);
    expect(text).toContain('action="/oauth2/authorize"');
  });

  it.each([
    ['no client', { client_id: undefined }, 'invalid_request - Missing parameters: client_id'],
    ['another client', { client_id: 'x' }, 'unauthorize_client - Invalid client_id'],
    ['no redirect URI', { redirect_uri: undefined }, 'invalid_request - Missing redirect_uri parameter value'],
    ['a foreign redirect URI', { redirect_uri: 'https://example.org/' }, 'Invalid redirect_uri parameter value'],
    ['no response type', { response_type: undefined }, 'Missing response_type parameter value'],
    ['a strange response type', { response_type: 'x' }, 'unsupported_response_type - Invalid response_type parameter'],
    ['the implicit flow', { response_type: 'token' }, 'unauthorized_client - The client is not authorized to request'],
    ['a short challenge', { code_challenge: 'x' }, 'code_challenge parameter length must be between 43 and 128'],
    ['a challenge of strange signs', { code_challenge: '+'.repeat(43) }, 'The code_challenge parameter is invalid'],
    ['another method', { code_challenge_method: 'S512' }, 'invalid_request - Unsupported code_challenge_method'],
    ['an unknown scope', { scope: 'activity all' }, 'invalid_scope'],
    ['no scope', { scope: undefined }, 'Missing parameters: scope'],
    ['a strange prompt', { prompt: 'select_account' }, 'Invalid prompt parameter value'],
  ])('shows the person an error for %s and does not redirect', async (_, changes, text) => {
    const answer = await open(changes);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'text/html; charset=utf-8']);
    expect(answer.text).toContain(text);
    expect(answer.headers.get('location')).toBeNull();
  });

  it('sends the browser back with code and state', async () => {
    const location = await fitbitDecision(harness, 'anna');
    expect(location.href.startsWith(`${FITBIT_REDIRECT}?code=`)).toBe(true);
    expect(location.searchParams.get('state')).toBe('a b&c');
    expect(location.hash).toBe('');
  });

  it('appends #_=_ to the redirect URI when redirectFragment is on', async () => {
    harness.sandbox.switches.redirectFragment = true;
    expect((await fitbitDecision(harness, 'anna')).hash).toBe('#_=_');
    harness.sandbox.reset();
  });

  it.each([
    ['the person denies', { decision: 'deny' }],
    ['nothing is ticked', { scope: '', requested_scope: 'activity sleep' }],
  ])('sends the browser back with access_denied when %s', async (_, changes) => {
    const { searchParams } = await fitbitDecision(harness, 'anna', changes);
    expect([searchParams.get('error'), searchParams.get('state'), searchParams.get('code')]).toEqual([
      'access_denied',
      'a b&c',
      null,
    ]);
  });

  it('refuses an unknown person and an invalid decision', async () => {
    await expect(fitbitDecision(harness, 'carl')).rejects.toThrow('Unknown person: carl');
    await expect(fitbitDecision(harness, 'anna', { decision: 'maybe' })).rejects.toThrow('allow or deny');
  });
});
