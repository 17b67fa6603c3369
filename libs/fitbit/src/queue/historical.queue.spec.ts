import type { Queue } from 'bull';
import type { FetchJob } from './fetch-job';
import { HISTORICAL_QUEUE, HistoricalQueue } from './historical.queue';
import { BullJobQueue } from './bull/bull-job-queue';
import { PostponedError } from './job-queue';
import { pauseMs, retryDelayMs } from '../sync/retry-delay';
import { until } from '../../../../test/support/until';
import { createQueue } from '../../../../test/support/queues';
import { createRedisKeyspace } from '../../../../tools/support/redis-keyspace';

const fetch: FetchJob = {
  connectionId: 'c1',
  grantEpoch: 1,
  endpoint: 'dailyRollUp:steps:all-sources',
  resources: ['activities/steps'],
  window: { from: '2026-01-01', to: '2026-03-31' },
};

describe('the historical queue', () => {
  const redis = createRedisKeyspace();
  let bull: Queue<FetchJob>;
  let queue: HistoricalQueue;

  beforeAll(() => {
    bull = createQueue(redis, HISTORICAL_QUEUE);
    queue = new HistoricalQueue(new BullJobQueue(bull));
  });
  beforeEach(() => bull.obliterate({ force: true }));
  afterAll(async () => {
    await bull.close();
    await redis.clear();
  });

  it('[B3] drops a fetch that waits or runs already', async () => {
    await queue.add([{ fetch, delayMs: 60_000 }]);
    await queue.add([{ fetch, delayMs: 0 }]);
    expect(await bull.getJobCounts()).toMatchObject({ delayed: 1, waiting: 0 });
  });

  it('[S9] [S10] keeps the delay of each fetch', async () => {
    const fetches = [0, 1, 2].map((index) => ({
      fetch: { ...fetch, grantEpoch: index },
      delayMs: 10_000 + index * 5_000,
    }));
    await queue.add(fetches);
    const delays = (await bull.getDelayed()).map((job) => job.opts.delay);
    expect(delays.sort()).toEqual([10_000, 15_000, 20_000]);
  });

  it('adds thousands of fetches in bulk', async () => {
    await queue.add(
      Array.from({ length: 2_000 }, (_, index) => ({ fetch: { ...fetch, grantEpoch: index }, delayMs: 0 })),
    );
    expect(await bull.getWaitingCount()).toBe(2_000);
  });

  it('[B4] backs off exponentially with full jitter and a cap', () => {
    expect([1, 2, 3].map((attempt) => retryDelayMs(attempt, 1))).toEqual([2_000, 4_000, 8_000]);
    expect(retryDelayMs(3, 0.5)).toBe(4_000);
    expect(retryDelayMs(30, 1)).toBe(600_000);
  });

  it('[B3] pauses a fetch twice as long each time it is given up, a week at most', () => {
    expect([1, 2, 3].map((times) => pauseMs(times, 0) / 60_000)).toEqual([10, 20, 40]);
    expect(pauseMs(1, 1)).toBe(750_000);
    expect(pauseMs(100, 0)).toBe(7 * 86_400_000);
  });

  it('[B4] runs a fetch that found the budget spent again, under its id and without a limit', async () => {
    let runs = 0;
    queue.processFetches(1, () => {
      runs += 1;
      return runs < 20 ? Promise.reject(new PostponedError(1)) : Promise.resolve();
    });
    await queue.add([{ fetch, delayMs: 0 }]);
    await until('the last run', () => runs === 20);
    await until('the job to leave Redis', async () => (await bull.getJobCounts()).active === 0);
    expect(await bull.getJobCounts()).toMatchObject({ active: 0, completed: 0, delayed: 0, failed: 0, waiting: 0 });
  });
});
