import type { Queue } from 'bull';
import type { UpstreamName } from 'nestjs-fitbit';
import { createUpstream } from '../../libs/fitbit/src/upstream/create-upstream';
import { resolveFitbitOptions } from '../../libs/fitbit/src/options/resolve-fitbit-options';
import type { FetchJob } from '../../libs/fitbit/src/sync/fetch.queue';
import { HISTORICAL_QUEUE_OPTIONS, HistoricalQueue } from '../../libs/fitbit/src/sync/historical.queue';
import { RedisBudget } from '../../libs/fitbit/src/sync/redis-budget';
import { ManualClock } from '../support/host-app';
import { createQueue } from '../support/queues';
import { createTestRedis } from '../support/redis';

describe("a user's request budget", () => {
  const redis = createTestRedis();
  const clock = new ManualClock(new Date('2026-11-22T12:00:00Z'));
  let queue: Queue<FetchJob>;
  let user = 0;

  beforeAll(() => {
    queue = createQueue(redis, HISTORICAL_QUEUE_OPTIONS);
  });
  afterAll(async () => {
    await queue.close();
    await redis.clear();
  });
  beforeEach(() => (user += 1));

  function budget(requestsPerMinutePerUser?: number, upstream?: UpstreamName): RedisBudget {
    const options = resolveFitbitOptions({
      consumerKey: 'key',
      consumerSecret: 'secret',
      callbackUrl: 'https://app.example.com/fitbit/complete',
      encryptionKeys: [{ id: 'k', key: new Uint8Array(32) }],
      requestsPerMinutePerUser,
      upstream,
      clock,
    });
    return new RedisBudget(options, new HistoricalQueue(queue), createUpstream(options));
  }

  it("never lets more than Google's 300 requests through in any minute, whoever asks", async () => {
    const shared = budget();
    const sentAt: number[] = [];
    for (let ms = 0; ms < 180_000; ms += 50) {
      for (const share of ['backfill', 'interactive'] as const) {
        if ((await shared.take(`u${user}`, share)) === 0) sentAt.push(ms);
      }
      clock.advance(50);
    }
    const busiest = Math.max(
      ...sentAt.map((start) => sentAt.filter((at) => at >= start && at < start + 60_000).length),
    );
    expect(busiest).toBeLessThanOrEqual(300);
    expect(sentAt.length).toBeGreaterThan(3 * 235);
  });

  it('keeps a share for those who wait in front of a page', async () => {
    const shared = budget();
    while ((await shared.take(`u${user}`, 'backfill')) === 0);
    expect(await shared.take(`u${user}`, 'interactive')).toBe(0);
  });

  it('gives everybody of the backfill who must wait a turn of their own', async () => {
    const shared = budget();
    while ((await shared.take(`u${user}`, 'backfill')) === 0);
    const waits = await Promise.all(Array.from({ length: 20 }, () => shared.take(`u${user}`, 'backfill')));
    expect(new Set(waits).size).toBe(20);
    expect(Math.max(...waits)).toBeLessThanOrEqual(6_000);
  });

  it('lets those who waited for their turn through without asking them to wait again', async () => {
    const shared = budget();
    while ((await shared.take(`u${user}`, 'backfill')) === 0);
    const waits = await Promise.all(Array.from({ length: 50 }, () => shared.take(`u${user}`, 'backfill')));
    let now = 0;
    const again: number[] = [];
    for (const wait of waits.sort((a, b) => a - b)) {
      clock.advance(wait - now);
      now = wait;
      again.push(await shared.take(`u${user}`, 'backfill'));
    }
    expect(again.filter((wait) => wait > 0)).toEqual([]);
  });

  it('counts users apart', async () => {
    const shared = budget();
    while ((await shared.take(`u${user}`, 'backfill')) === 0);
    expect(await shared.take(`other${user}`, 'backfill')).toBe(0);
  });

  it('starts half full, because Redis may just have lost what was spent', async () => {
    const shared = budget(240);
    let atOnce = 0;
    while ((await shared.take(`u${user}`, 'interactive')) === 0) atOnce += 1;
    expect(atOnce).toBe(20);
  });

  it("never lets more than Fitbit's 150 requests through between two full hours, whoever asks", async () => {
    const shared = budget(undefined, 'fitbit-web-api');
    const start = Math.ceil(clock.now().getTime() / 3_600_000) * 3_600_000;
    clock.advance(start - clock.now().getTime());
    const perHour = [0, 0, 0];
    for (let minute = 0; minute < 180; minute += 1) {
      for (let request = 0; request < 10; request += 1) {
        const share = request % 2 === 0 ? 'backfill' : 'interactive';
        if ((await shared.take(`u${user}`, share)) === 0) perHour[Math.floor(minute / 60)] += 1;
      }
      clock.advance(60_000);
    }
    expect(perHour).toEqual([150, 150, 150]);
  });

  it('tells a backfill that found the hour spent to come back after it', async () => {
    const shared = budget(undefined, 'fitbit-web-api');
    let sent = 0;
    while ((await shared.take(`u${user}`, 'backfill')) === 0) sent += 1;
    expect(sent).toBe(130);
    const wait = await shared.take(`u${user}`, 'backfill');
    expect(new Date(clock.now().getTime() + wait).getUTCMinutes()).toBe(1);
    expect(await shared.take(`u${user}`, 'interactive')).toBe(0);
  });

  it('can be switched off', async () => {
    const off = budget(0);
    for (let request = 0; request < 1000; request += 1) expect(await off.take(`u${user}`, 'backfill')).toBe(0);
  });
});
