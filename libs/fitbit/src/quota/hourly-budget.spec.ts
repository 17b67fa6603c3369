import type { BudgetShare } from './budget';
import { quotaReport } from '../upstream/fitbit-web-api/api/rate-limit';
import type { Budget } from './budget';
import { BudgetBench } from '../../spec-support/budget-bench';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const NOON = Date.parse('2026-11-22T12:00:00Z');

describe("a user's request budget on fitbit-web-api", () => {
  const bench = new BudgetBench();
  const { clock } = bench;
  let id = 0;
  let user = '';
  let budget: Budget;

  beforeAll(() => bench.ready());
  afterAll(() => bench.close());
  beforeEach(() => {
    id += 1;
    user = `u${id}`;
    budget = bench.legacy();
    clock.advance(NOON - clock.now().getTime());
  });

  async function spend(share: BudgetShare): Promise<number> {
    let sent = 0;
    while ((await budget.take(user, share)) === 0) sent += 1;
    return sent;
  }
  const told = (limit: number, remaining: number, resetsInS: number) =>
    budget.observe(user, { limit, remaining, resetsInMs: resetsInS * 1000 });
  const waitS = async (share: BudgetShare = 'interactive') => Math.round((await budget.take(user, share)) / 1000);
  /** A fresh window, as the upstream's first answer describes it. */
  const begin = async () => {
    expect(await budget.take(user, 'interactive')).toBe(0);
    await told(150, 149, 3600);
  };

  it('starts half spent when Redis is empty, until a header states more', async () => {
    expect(await spend('interactive')).toBe(75);
    await told(150, 60, 1800);
    expect(await spend('interactive')).toBe(60);
  });

  it('follows a header that states fewer remaining requests, and ignores one that states more than were counted', async () => {
    await begin();
    expect(await spend('interactive')).toBe(149);
    await told(150, 40, 3000);
    expect(await spend('interactive')).toBe(0);
    clock.advance(HOUR_MS + MINUTE_MS);
    await told(150, 10, 3500);
    expect(await spend('interactive')).toBe(10);
  });

  it('notices the requests of other installations of the application', async () => {
    await begin();
    await told(150, 100, 3500);
    await told(150, 120, 3400);
    expect(await spend('interactive')).toBe(100);
  });

  it('keeps shares: backfill 90, updates up to 135, interactive requests all 150', async () => {
    await begin();
    expect([await spend('backfill'), await spend('update'), await spend('interactive')]).toEqual([89, 45, 15]);
  });

  it('scales with the quota that the upstream states', async () => {
    await told(1500, 1500, 3600);
    expect(await spend('backfill')).toBe(900);
  });

  it('ends a minute after the reset that the upstream announces, not with our own hour', async () => {
    expect(await budget.take(user, 'interactive')).toBe(0);
    await told(150, 0, 600);
    expect(await waitS()).toBe(660);
    clock.advance(659_000);
    expect(await waitS()).toBe(1);
    clock.advance(1_000);
    expect(await spend('interactive')).toBe(150);
    expect(await waitS()).toBe(3600);
  });

  it.each([
    ['always the next moment', 0],
    ['always an hour', 3600],
    ['nothing that can be', -1],
  ])('lets no more than 150 through in an hour when the reset says %s', async (_, resetsInS) => {
    await begin();
    const sentAt: number[] = [];
    for (let minute = 0; minute < 240; minute += 1) {
      for (let request = 0; request < 5; request += 1) {
        if ((await budget.take(user, 'interactive')) === 0) sentAt.push(minute);
        await budget.observe(user, { limit: 150, resetsInMs: resetsInS * 1000 });
      }
      clock.advance(MINUTE_MS);
    }
    const inAnHour = sentAt.map((start) => sentAt.filter((at) => at >= start && at < start + 58).length);
    expect(Math.max(...inAnHour)).toBeLessThanOrEqual(150);
    expect(sentAt.length).toBeGreaterThanOrEqual(3 * 150);
  });

  it('counts what is sent around the reset in the window after it', async () => {
    await begin();
    clock.advance(HOUR_MS - 30_000);
    expect(await spend('interactive')).toBe(149);
    clock.advance(30_000 + MINUTE_MS);
    expect(await spend('interactive')).toBe(1);
  });

  it('[B4] sends no requests of a user while the upstream refuses them, of any share', async () => {
    await begin();
    await budget.observe(user, quotaReport({ status: 429, headers: new Headers({ 'retry-after': '1200' }) }));
    expect([await waitS('interactive'), await waitS('interactive')]).toEqual([1200, 1200]);
    expect(await waitS('update')).toBeGreaterThanOrEqual(1200);
    clock.advance(1_200_000);
    expect(await budget.take(user, 'interactive')).toBe(0);
  });

  it.each([['31536000'], ['-5'], ['soon'], [undefined]])(
    '[B4] never waits longer than an hour for a Retry-After of %s',
    async (retryAfter) => {
      await begin();
      const headers = new Headers(retryAfter === undefined ? {} : { 'retry-after': retryAfter });
      await budget.observe(user, quotaReport({ status: 429, headers }));
      expect(await waitS()).toBe(60);
    },
  );

  it('spreads the jobs that wait for the next hour', async () => {
    await begin();
    await spend('backfill');
    const waits = await Promise.all(Array.from({ length: 50 }, () => budget.take(user, 'backfill')));
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(HOUR_MS + MINUTE_MS);
    expect(Math.max(...waits)).toBeLessThanOrEqual(HOUR_MS + MINUTE_MS + 20_000);
    expect(new Set(waits.map((wait) => Math.floor(wait / 1000))).size).toBeGreaterThan(10);
  });

  it('recovers from a clock that was an hour ahead', async () => {
    await begin();
    await spend('interactive');
    clock.advance(2 * HOUR_MS);
    await spend('interactive');
    clock.advance(-2 * HOUR_MS);
    expect(await waitS()).toBeLessThanOrEqual(3660);
  });

  it('estimates how long a backfill takes', async () => {
    await begin();
    expect(await budget.outlook(user, 89)).toEqual({ firstInMs: 0, lastInMs: 0 });
    expect(await budget.outlook(user, 90)).toEqual({ firstInMs: 0, lastInMs: HOUR_MS + MINUTE_MS });
    await spend('backfill');
    expect(await budget.outlook(user, 211)).toEqual({
      firstInMs: HOUR_MS + MINUTE_MS,
      lastInMs: 3 * HOUR_MS + MINUTE_MS,
    });
  });
});
