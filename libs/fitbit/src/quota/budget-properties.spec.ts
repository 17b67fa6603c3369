import fc from 'fast-check';
import { DEFAULT_SWITCHES, HourlyQuota } from 'nestjs-fitbit-sandbox';
import { holdsAsync } from '../../../../test/support/random';
import { BudgetBench } from '../../spec-support/budget-bench';

jest.setTimeout(60_000); // thousands of calls to Redis, on a busy machine

const SHARES = ['backfill', 'update', 'interactive'] as const;
const HOUR_MS = 3_600_000;
/** A number of requests of one share, asked for together after a pause. */
const rush = (longestMs: number, most: number) =>
  fc.record({
    afterMs: fc.nat({ max: longestMs }),
    share: fc.constantFrom(...SHARES),
    requests: fc.nat({ max: most }),
  });

describe('a budget, for any sequence of requests,', () => {
  const bench = new BudgetBench();
  const { clock } = bench;
  let id = 0;

  beforeAll(() => bench.ready());
  afterAll(() => bench.close());

  it("never admits more than Google's 300 requests in any 60 seconds", async () => {
    await holdsAsync(
      40,
      fc.asyncProperty(fc.array(rush(8_000, 60), { minLength: 1, maxLength: 25 }), async (rushes) => {
        const [user, budgets] = [`g${(id += 1)}`, [bench.budget(), bench.budget()]];
        const sentAt: number[] = [];
        for (const [index, { afterMs, share, requests }] of rushes.entries()) {
          clock.advance(afterMs);
          for (let request = 0; request < requests; request += 1) {
            const waitMs = (await budgets[index % 2]?.take(user, share)) ?? 0;
            if (waitMs === 0) sentAt.push(clock.now().getTime());
            else break;
          }
        }
        const busiest = sentAt.map((start) => sentAt.filter((at) => at >= start && at < start + 60_000).length);
        expect(Math.max(0, ...busiest)).toBeLessThanOrEqual(300);
      }),
    );
  });

  it("never admits more than Fitbit's 150 requests in one window of the upstream, however late its reset and answers are", async () => {
    const upstream = fc.record({
      quotaSlackMs: fc.nat({ max: 55_000 }),
      remainingLag: fc.nat({ max: 20 }),
      networkMs: fc.nat({ max: 20_000 }),
      headers: fc.boolean(),
    });
    await holdsAsync(
      40,
      fc.asyncProperty(upstream, fc.array(rush(900_000, 60), { minLength: 1, maxLength: 20 }), async (told, rushes) => {
        const [user, budget] = [`f${(id += 1)}`, bench.legacy()];
        const quota = new HourlyQuota({ ...DEFAULT_SWITCHES, ...told });
        let refused = 0;
        for (const { afterMs, share, requests } of rushes) {
          clock.advance(afterMs);
          for (let request = 0; request < requests; request += 1) {
            if ((await budget.take(user, share)) > 0) break;
            const arrivedAt = clock.now().getTime() + told.networkMs;
            const { limit, remaining, resetSeconds, exceeded } = quota.take(user, arrivedAt);
            refused += exceeded ? 1 : 0;
            // The answer to the first request comes before the others are sent.
            if (told.headers) await budget.observe(user, { limit, remaining, resetsInMs: resetSeconds * 1000 });
          }
        }
        expect(refused).toBe(0);
        clock.advance(2 * HOUR_MS);
      }),
    );
  });
});
