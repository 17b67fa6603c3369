import { personWith, worldOf } from '../../../spec-support/hand-made';
import { errorInfoOf, Harness, messageOf, pointsOf, scope } from '../../../spec-support/harness';
import { MinuteQuota, REQUESTS_PER_PROJECT, REQUESTS_PER_USER } from './minute-quota';
import { SlidingWindow } from './sliding-window';

describe('quota', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ world: worldOf(personWith([], 'anna', '1'), personWith([], 'ben', '2')) });
  });
  beforeEach(() => harness.sandbox.reset());
  afterAll(() => harness.close());

  const statuses = async (count: number, token: string, path = '/v4/users/me/identity'): Promise<number[]> => {
    const found: number[] = [];
    for (let index = 0; index < count; index++) found.push((await harness.get(path, token)).status);
    return found;
  };

  it('allows 300 requests per user in any 60 seconds, and refuses the next with the body of the reference', async () => {
    const token = await harness.token('anna');
    expect(new Set(await statuses(REQUESTS_PER_USER, token))).toEqual(new Set([200]));
    const answer = await harness.get('/v4/users/me/identity', token);
    expect([answer.status, (answer.json.error as { status: string }).status]).toEqual([429, 'RESOURCE_EXHAUSTED']);
    expect(messageOf(answer)).toContain(
      "of service 'health.googleapis.com' for consumer 'project_number:123456789012'.",
    );
    expect(errorInfoOf(answer)).toMatchObject({
      reason: 'RATE_LIMIT_EXCEEDED',
      domain: 'googleapis.com',
      metadata: { service: 'health.googleapis.com', consumer: 'projects/123456789012' },
    });
    expect(answer.headers.get('retry-after')).toBeNull();
    expect(await statuses(1, await harness.token('ben'))).toEqual([200]);
  });

  it('slides: each request of a minute ago makes room for one more', async () => {
    const token = await harness.token('anna');
    await statuses(100, token);
    harness.clock.advance(30_000);
    await statuses(200, token);
    harness.clock.advance(29_999);
    expect(await statuses(1, token)).toEqual([429]);
    harness.clock.advance(1);
    expect(await statuses(101, token)).toEqual([...Array.from({ length: 100 }, () => 200), 429]);
  });

  it('counts every request of a known user over all tokens and answers, except those that the quota refuses', async () => {
    const [one, other] = [await harness.token('anna'), await harness.token('anna', scope('sleep.readonly'))];
    await statuses(150, one);
    await statuses(100, other, pointsOf('steps'));
    await statuses(50, other, pointsOf('no-such-type'));
    expect(await statuses(5, one)).toEqual([429, 429, 429, 429, 429]);
    harness.clock.advance(60_000);
    expect(await statuses(1, one)).toEqual([200]);
  });

  it('counts neither requests without a valid token nor OAuth requests', async () => {
    const token = await harness.token('anna');
    await statuses(301, 'junk');
    for (let index = 0; index < 301; index++) await harness.form('/token', { grant_type: 'x' });
    expect(await statuses(1, token)).toEqual([200]);
  });

  it('allows 120,000 requests per project in a minute', () => {
    const quota = new MinuteQuota();
    for (let index = 0; index < REQUESTS_PER_PROJECT; index++) quota.take(`p${index % 1000}`, 0);
    expect(() => quota.take('newcomer', 59_999)).toThrow(/Queries per minute' of service/);
    expect(() => quota.take('newcomer', 60_000)).not.toThrow();
  });

  it('can be switched off', async () => {
    const free = await Harness.start({ world: worldOf(personWith([], 'anna', '1')), quota: false });
    const token = await free.token('anna');
    const found = await Promise.all(Array.from({ length: 400 }, () => free.get('/v4/users/me/identity', token)));
    expect(found.every(({ status }) => status === 200)).toBe(true);
    await free.close();
  });

  it('works with a clock that is set back', () => {
    const window = new SlidingWindow(2, 60_000);
    expect([window.tryPass(100_000), window.tryPass(100_000), window.tryPass(100_000)]).toEqual([true, true, false]);
    expect(window.tryPass(0)).toBe(true);
  });
});
