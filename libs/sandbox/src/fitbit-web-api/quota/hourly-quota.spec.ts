import { fitbitAccess } from '../../../spec-support/fitbit';
import { personWith, worldOf } from '../../../spec-support/hand-made';
import { type Answer, Harness } from '../../../spec-support/harness';
import { itemAt } from '../../../spec-support/items';

const DEVICES = '/1/user/-/devices.json';

describe('quota of the Fitbit Web API', () => {
  let harness: Harness;
  let token: string;
  beforeAll(async () => {
    harness = await Harness.start({ world: worldOf(personWith([], 'anna', '1'), personWith([], 'ben', '2')) });
  });
  beforeEach(async () => {
    harness.sandbox.reset();
    token = await fitbitAccess(harness, 'anna');
  });
  afterAll(() => harness.close());

  const spend = async (count: number): Promise<Answer> => {
    for (let index = 1; index < count; index++) await harness.get(DEVICES, token);
    return harness.get(DEVICES, token);
  };
  const headersOf = ({ headers }: Answer): (string | null)[] =>
    ['limit', 'remaining', 'reset'].map((name) => headers.get(`fitbit-rate-limit-${name}`));

  it('is reported with every answer: 150 an hour, and the seconds until the hour ends', async () => {
    harness.clock.advance(35 * 60_000 + 22_000);
    expect(headersOf(await spend(1))).toEqual(['150', '149', '1478']);
    expect(headersOf(await harness.get('/1/user/-/activities/x/date/today/1d.json', token))).toEqual([
      '150',
      '148',
      '1478',
    ]);
  });

  it('refuses the 151st request with the body of the reference, until the hour is over', async () => {
    harness.clock.advance(35 * 60_000 + 22_000);
    expect((await spend(150)).status).toBe(200);
    const refused = await spend(1);
    expect([refused.status, headersOf(refused), refused.headers.get('retry-after')]).toEqual([
      429,
      ['150', '0', '1478'],
      '1478',
    ]);
    expect(refused.json).toEqual({
      errors: [{ errorType: 'system', fieldName: 'n/a', message: 'Too Many Requests' }],
      success: false,
    });
    harness.clock.advance(1_478_000 - 1);
    expect((await spend(1)).status).toBe(429);
    harness.clock.advance(1);
    expect((await spend(1)).status).toBe(200);
  });

  it('is shared by all tokens of a user and separate for each user', async () => {
    await spend(150);
    expect((await harness.get(DEVICES, await fitbitAccess(harness, 'anna'))).status).toBe(429);
    expect((await harness.get(DEVICES, await fitbitAccess(harness, 'ben'))).status).toBe(200);
  });

  it('counts neither OAuth requests nor requests without a valid token', async () => {
    for (let index = 0; index < 200; index++) await harness.get(DEVICES, 'junk');
    expect(headersOf(await spend(1))[1]).toBe('149');
  });

  it('sends a wrong Retry-After, or none, when a switch says so', async () => {
    harness.sandbox.switches.hourlyQuota = 1;
    harness.sandbox.switches.wrongRetryAfterSeconds = 60;
    expect((await spend(2)).headers.get('retry-after')).toBe('60');
    harness.sandbox.switches.sendRetryAfter = false;
    expect((await spend(1)).headers.get('retry-after')).toBeNull();
  });

  it('starts the new hour late, and reports the remaining requests late, when a switch says so', async () => {
    harness.sandbox.switches.hourlyQuota = 2;
    harness.sandbox.switches.remainingLag = 1;
    expect(headersOf(await spend(2))[1]).toBe('1');
    harness.sandbox.switches.quotaSlackMs = 5_000;
    await spend(2);
    harness.clock.advance(3_600_000 + 4_999);
    await spend(2);
    expect((await spend(1)).status).toBe(429);
    harness.clock.advance(1);
    expect((await spend(1)).status).toBe(200);
  });

  it('can be switched off', async () => {
    const free = await Harness.start({ world: worldOf(personWith([], 'anna', '1')), quota: false });
    const access = await fitbitAccess(free, 'anna');
    const answers = await Promise.all(Array.from({ length: 200 }, () => free.get(DEVICES, access)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(headersOf(itemAt(answers))).toEqual([null, null, null]);
    await free.close();
  });
});
