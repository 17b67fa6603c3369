import { BudgetBench } from '../../spec-support/budget-bench';

const MINUTE_MS = 60_000;

jest.setTimeout(30_000); // thousands of calls to Redis, on a busy machine

describe("a user's request budget on Google Health", () => {
  const bench = new BudgetBench();
  const { clock } = bench;
  let id = 0;
  let user = '';

  beforeAll(() => bench.ready());
  afterAll(() => bench.close());
  beforeEach(() => {
    id += 1;
    user = `u${id}`;
    return bench.forget();
  });

  it("never admits more than Google's 300 requests in any minute, from all processes together", async () => {
    const shared = bench.budget();
    const sentAt: number[] = [];
    for (let ms = 0; ms < 180_000; ms += 100) {
      for (const share of ['backfill', 'update', 'interactive'] as const) {
        if ((await shared.take(user, share)) === 0) sentAt.push(ms);
      }
      clock.advance(100);
    }
    const busiest = Math.max(
      ...sentAt.map((start) => sentAt.filter((at) => at >= start && at < start + 60_000).length),
    );
    expect(busiest).toBeLessThanOrEqual(300);
    expect(sentAt.length).toBeGreaterThan(3 * 235);
  });

  it('keeps a share for live updates, and another for users who wait for a page', async () => {
    const shared = bench.budget();
    while ((await shared.take(user, 'backfill')) === 0);
    expect(await shared.take(user, 'update')).toBe(0);
    while ((await shared.take(user, 'update')) === 0);
    expect(await shared.take(user, 'interactive')).toBe(0);
  });

  it('never lets a live update wait for the turns of a backfill', async () => {
    const shared = bench.budget();
    for (let job = 0; job < 500; job += 1) await shared.take(user, 'backfill');
    while ((await shared.take(user, 'update')) === 0);
    expect(await shared.take(user, 'update')).toBeLessThanOrEqual(250);
  });

  it('gives each backfill request that must wait a turn of its own', async () => {
    const shared = bench.budget();
    while ((await shared.take(user, 'backfill')) === 0);
    const waits = await Promise.all(Array.from({ length: 20 }, () => shared.take(user, 'backfill')));
    expect(new Set(waits).size).toBe(20);
    expect(Math.max(...waits)).toBeLessThanOrEqual(6_000);
  });

  it('lets the import of a new grant not wait for the turns of an earlier one', async () => {
    const shared = bench.budget();
    for (let job = 0; job < 500; job += 1) await shared.take(user, 'backfill');
    expect(await shared.take(user, 'backfill')).toBeGreaterThan(100_000);
    await shared.forgetTurns(user);
    expect(await shared.take(user, 'backfill')).toBeLessThanOrEqual(6_000);
  });

  it('admits requests that waited for their turn without making them wait again', async () => {
    const shared = bench.budget();
    while ((await shared.take(user, 'backfill')) === 0);
    const waits = await Promise.all(Array.from({ length: 50 }, () => shared.take(user, 'backfill')));
    let now = 0;
    const again: number[] = [];
    for (const wait of waits.sort((a, b) => a - b)) {
      clock.advance(wait - now);
      now = wait;
      again.push(await shared.take(user, 'backfill'));
    }
    expect(again.filter((wait) => wait > 0)).toEqual([]);
  });

  it('does not put a request that came back in vain behind all that wait for their first turn', async () => {
    const shared = bench.budget();
    while ((await shared.take(user, 'backfill')) === 0);
    for (let job = 0; job < 400; job += 1) await shared.take(user, 'backfill');
    clock.advance(250);
    while ((await shared.take(user, 'update')) === 0); // another request takes the turn
    const waits = [await shared.take(user, 'returning'), await shared.take(user, 'returning')];
    expect(Math.max(...waits)).toBeLessThanOrEqual(5_000);
    expect(new Set(waits).size).toBe(2);
    expect(await shared.take(user, 'backfill')).toBeGreaterThan(90_000);
  });

  it('counts each user separately', async () => {
    const shared = bench.budget();
    while ((await shared.take(user, 'backfill')) === 0);
    expect(await shared.take(`other-${user}`, 'backfill')).toBe(0);
  });

  it('starts half full, because Redis may just have lost what was spent', async () => {
    const shared = bench.budget();
    let atOnce = 0;
    while ((await shared.take(user, 'interactive')) === 0) atOnce += 1;
    expect(atOnce).toBe(20);
  });

  it('[B4] sends no requests of a user for as long as the upstream refuses them', async () => {
    const shared = bench.budget();
    await shared.observe(user, { refusedForMs: 90_000 });
    await shared.observe(user, { refusedForMs: 1_000 });
    for (const share of ['interactive', 'update', 'backfill'] as const) {
      expect(await shared.take(user, share)).toBeGreaterThanOrEqual(90_000);
    }
    expect(await shared.take(`other-${user}`, 'backfill')).toBe(0);
    clock.advance(90_000);
    expect(await shared.take(user, 'interactive')).toBe(0);
  });

  it('is not filled by workers whose clocks differ', async () => {
    const shared = bench.budget();
    let sent = 0;
    for (let round = 0; round < 200; round += 1) {
      clock.advance(round % 2 === 0 ? 3_600_000 : -3_600_000);
      if ((await shared.take(user, 'interactive')) === 0) sent += 1;
    }
    expect(sent).toBeLessThanOrEqual(60);
  });

  it('can be switched off', async () => {
    const off = bench.budget({ requestsPerMinutePerUser: 0 });
    for (let request = 0; request < 1000; request += 1) expect(await off.take(user, 'backfill')).toBe(0);
  });

  describe('of a project', () => {
    it('admits a tenth less than the limit from all users together in every second, and charges no bucket for a refused request', async () => {
      const shared = bench.budget({ requestsPerMinutePerProject: 12_000 });
      const sentAt: number[] = [];
      for (let ms = 0; ms < 4_000; ms += 50) {
        for (let person = 0; person < 70; person += 1) {
          if ((await shared.take(`${user}-${person}`, 'backfill')) === 0) sentAt.push(ms);
        }
        clock.advance(50);
      }
      const perSecond = sentAt.map((start) => sentAt.filter((at) => at >= start && at < start + 1_000).length);
      expect(Math.max(...perSecond)).toBeLessThanOrEqual(200);
      expect(sentAt.length).toBeGreaterThan(4 * 170);
      expect(await shared.take(`${user}-0`, 'update')).toBe(0);
    });

    it('counts across users, and can be switched off', async () => {
      const shared = bench.budget({ requestsPerMinutePerProject: 60 });
      const first = [await shared.take('a', 'interactive'), await shared.take('b', 'interactive')];
      expect(first[0]).toBe(0);
      expect(first[1]).toBeGreaterThan(0);
      expect(await bench.budget({ requestsPerMinutePerProject: 0 }).take('c', 'interactive')).toBe(0);
    });
  });

  it('estimates how long a backfill takes', async () => {
    const shared = bench.budget();
    expect(await shared.outlook(user, 10)).toEqual({ firstInMs: 0, lastInMs: 1_500 });
    while ((await shared.take(user, 'backfill')) === 0);
    expect(await shared.outlook(user, 240)).toEqual({ firstInMs: 250, lastInMs: MINUTE_MS });
    await shared.observe(user, { refusedForMs: 10_000 });
    expect(await shared.outlook(user, 1)).toEqual({ firstInMs: 10_250, lastInMs: 10_250 });
  });
});
