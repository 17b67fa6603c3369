import { request } from 'node:http';
import { fitbitAccess, fitbitErrorOf } from '../../../spec-support/fitbit';
import { personWith, worldOf } from '../../../spec-support/hand-made';
import { Harness } from '../../../spec-support/harness';

const STEPS = '/1/user/-/activities/steps/date/today/1d.json';

describe('refusals of the Fitbit Web API', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ world: worldOf(personWith([], 'anna', '1'), personWith([], 'ben', '2')) });
  });
  beforeEach(() => harness.sandbox.reset());
  afterAll(() => harness.close());

  it.each([401, 400])(
    'answer a request without a token with %d, as missingAuthorizationStatus says',
    async (status) => {
      harness.sandbox.switches.missingAuthorizationStatus = status;
      const answer = await harness.send('GET', STEPS);
      expect([answer.status, answer.json]).toEqual([
        status,
        { errors: [{ errorType: 'invalid_request', message: 'Authorization header required.' }], success: false },
      ]);
    },
  );

  it('quote an invalid token', async () => {
    const answer = await harness.get(STEPS, 'junk');
    expect([answer.status, fitbitErrorOf(answer).errorType]).toEqual([401, 'invalid_token']);
    expect(fitbitErrorOf(answer).message).toMatch(/^Access token invalid: junk\. Visit/);
  });

  it.each([
    [STEPS, 'activity', 'sleep'],
    ['/1/user/-/activities/heart/date/today/1d.json', 'heartrate', 'activity'],
    ['/1/user/-/body/weight/date/today/1d.json', 'weight', 'sleep'],
    ['/1/user/-/foods/log/water/date/today/1d.json', 'nutrition', 'sleep'],
    ['/1/user/-/sleep/startTime/date/today/1d.json', 'sleep', 'activity'],
    ['/1.2/user/-/sleep/date/2026-09-01.json', 'sleep', 'activity'],
    ['/1/user/-/profile.json', 'profile', 'activity'],
    ['/1/user/-/devices.json', 'settings', 'activity'],
    ['/1/user/-/hrv/date/2026-09-01.json', 'heartrate', 'activity'],
    ['/1/user/-/spo2/date/2026-09-01.json', 'oxygen_saturation', 'activity'],
  ])('of %s require the scope %s', async (path, scope, other) => {
    const answer = await harness.get(path, await fitbitAccess(harness, 'anna', other));
    expect([answer.status, fitbitErrorOf(answer).errorType]).toEqual([403, 'insufficient_scope']);
    expect(fitbitErrorOf(answer).message).toMatch(
      new RegExp(`^This application does not have permission to access ${scope} data\\. Visit `),
    );
    expect((await harness.get(path, await fitbitAccess(harness, 'anna', scope))).status).toBe(200);
  });

  it("keep a user from other users' data", async () => {
    const token = await fitbitAccess(harness, 'anna');
    const stepsOf = (user: string) => harness.get(STEPS.replace('-', user), token);
    expect((await stepsOf('LEG1')).status).toBe(200);
    expect((await stepsOf('LEG2')).status).toBe(401);
    expect((await stepsOf('ZZZZZZ')).status).toBe(404);
  });

  it.each(['/1/user/-/nothing.json', '/1/nothing', '/1.2/user/-/sleep/x.json', '/oauth2/nothing', '/1.1/x'])(
    "of the unknown path %s are not_found, in Fitbit's envelope",
    async (path) => {
      const answer = await harness.get(path, await fitbitAccess(harness, 'anna'));
      expect([answer.status, fitbitErrorOf(answer).errorType, answer.json.success]).toEqual([404, 'not_found', false]);
    },
  );

  it.each([
    ['POST', '/1/user/-/foods/log/water.json'],
    ['DELETE', '/1/user/-/body/log/weight/1.json'],
    ['POST', '/1.2/user/-/sleep.json'],
  ])('stop a read-only application from changing anything: %s %s', async (method, path) => {
    const headers = { authorization: `Bearer ${await fitbitAccess(harness, 'anna')}` };
    const answer = await harness.send(method, path, { headers });
    expect([answer.status, fitbitErrorOf(answer).message]).toEqual([
      403,
      'Read-only API client is not authorized to update resources.',
    ]);
  });

  it('require a Content-Length with every POST', async () => {
    const { hostname, port } = new URL(harness.sandbox.url);
    const status = await new Promise((resolve, reject) => {
      const post = request({ hostname, port, path: '/oauth2/token', method: 'POST', agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      post.on('error', reject);
      post.setHeader('transfer-encoding', 'chunked');
      post.end('x=1');
    });
    expect(status).toBe(411);
  });

  it('of a fault carry the usual body of its status', async () => {
    const token = await fitbitAccess(harness, 'anna');
    const failing = async (fault: object) => {
      await harness.control('POST', 'faults', [{ match: { path: '/1/' }, times: 1, ...fault }]);
      return harness.get(STEPS, token);
    };
    expect(fitbitErrorOf(await failing({ status: 401 })).errorType).toBe('invalid_token');
    expect(fitbitErrorOf(await failing({ status: 429 })).errorType).toBe('system');
    expect(fitbitErrorOf(await failing({ status: 422 })).errorType).toBe('validation');
    expect(fitbitErrorOf(await failing({ reason: 'expired_token' })).errorType).toBe('expired_token');
    expect((await failing({ status: 502 })).text).toMatch(/<html>/);
  });

  describe('after the API was turned down', () => {
    it.each([
      ['GET', '/1/user/-/profile.json'],
      ['GET', '/1.2/user/-/sleep/date/2026-09-01.json'],
      ['POST', '/oauth2/token'],
      ['POST', '/oauth2/revoke'],
      ['GET', '/oauth2/authorize'],
      ['POST', '/1.1/oauth2/introspect'],
      ['POST', '/1/user/-/apiSubscriptions/1.json'],
      ['GET', '/1/nothing'],
    ])('are 410 for %s %s', async (method, path) => {
      const gone = await Harness.start({ world: worldOf(personWith([], 'anna', '1')), gone: true });
      expect((await gone.send(method, path)).status).toBe(410);
      expect((await gone.get('/v4/users/me/identity', await gone.token('anna'))).status).toBe(200);
      await gone.close();
    });
  });
});
