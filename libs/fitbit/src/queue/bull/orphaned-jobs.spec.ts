import type { Queue } from 'bull';
import { BullJobQueue } from './bull-job-queue';
import { removeOrphanedJobs } from './orphaned-jobs';
import { CONNECTION_QUEUE, ConnectionQueue, REVOKE_JOB } from '../connection.queue';
import type { FetchJob } from '../fetch-job';
import { HISTORICAL_QUEUE, HistoricalQueue } from '../historical.queue';
import { UPDATE_QUEUE, UpdateQueue } from '../update.queue';
import { createQueue } from '../../../../../test/support/queues';
import { createRedisKeyspace } from '../../../../../tools/support/redis-keyspace';
import { until } from '../../../../../test/support/until';

const fetch: FetchJob = {
  connectionId: 'c1',
  grantEpoch: 1,
  endpoint: 'dailyRollUp:steps:all-sources',
  resources: ['activities/steps'],
  window: { from: '2026-01-01', to: '2026-03-31' },
};
const FETCH_ID = 'c1|1|dailyRollUp:steps:all-sources|2026-01-01|2026-03-31';

describe('an orphaned job', () => {
  const redis = createRedisKeyspace();
  const queues: Queue[] = [];
  const open = <T extends object>(name: string): Queue<T> => {
    const queue = createQueue<T>(redis, name);
    queues.push(queue);
    return queue;
  };
  const counts = async (queue: Queue) => {
    const { waiting, delayed } = await queue.getJobCounts();
    return waiting + delayed;
  };
  /** What Bull leaves of it: only the start time. */
  const leaveOrphan = (queue: Queue, id: string) => queue.client.hset(queue.toKey(id), 'processedOn', '1');

  afterAll(async () => {
    for (const queue of queues) await queue.close();
    await redis.clear();
  });

  it('is what Bull leaves when Redis loses a job that a worker has just received', async () => {
    const bull = open<FetchJob>(HISTORICAL_QUEUE);
    await bull.isReady();
    await bull.client.lpush(bull.toKey('wait'), FETCH_ID);
    const job = await bull.getNextJob();
    await job?.releaseLock();
    expect(job?.data).toEqual({});
    expect(await bull.client.hkeys(bull.toKey(FETCH_ID))).toEqual(['processedOn']);
    await bull.add(fetch, { jobId: FETCH_ID });
    expect(await counts(bull)).toBe(0);
    await bull.obliterate({ force: true });
  });

  const cases: [string, string, string, (bull: Queue) => Promise<void>][] = [
    [
      'a fetch of a history',
      HISTORICAL_QUEUE,
      FETCH_ID,
      (bull) => new HistoricalQueue(new BullJobQueue(bull)).add([{ fetch, delayMs: 0 }]),
    ],
    [
      'a fetch of an update',
      UPDATE_QUEUE,
      FETCH_ID,
      (bull) => new UpdateQueue(new BullJobQueue(bull)).add([{ fetch, delayMs: 0 }]),
    ],
    [
      'a wake-up',
      UPDATE_QUEUE,
      'c1|0',
      (bull) => new UpdateQueue(new BullJobQueue(bull)).addWakeUps([{ connectionId: 'c1', generation: '0' }]),
    ],
    [
      'a subscription',
      CONNECTION_QUEUE,
      'c1|1',
      (bull) => new ConnectionQueue(new BullJobQueue(bull)).addSubscription('c1', 1),
    ],
    ['a revocation', CONNECTION_QUEUE, 'd1', (bull) => new ConnectionQueue(new BullJobQueue(bull)).addRevocation('d1')],
  ];

  it.each(cases)('does not keep %s from being queued again', async (_, name, id, add) => {
    const bull = open<object>(name);
    await bull.isReady();
    await leaveOrphan(bull, id);
    await add(bull);
    expect(await counts(bull)).toBe(1);
    expect((await bull.getJob(id))?.data).not.toEqual({});
    await bull.obliterate({ force: true });
  });

  it('is discarded by a worker without failing', async () => {
    const bull = open<object>(CONNECTION_QUEUE);
    await bull.isReady();
    await bull.client.lpush(bull.toKey('wait'), 'lost');
    const revoked: string[] = [];
    const queue = new ConnectionQueue(new BullJobQueue(bull));
    queue.processRevocations(1, ({ data }) => Promise.resolve(void revoked.push(data.revocationId)));
    await until('the job to be gone from the lists', async () => {
      const { waiting, active } = await bull.getJobCounts();
      return waiting + active === 0;
    });
    expect(await bull.getFailedCount()).toBe(0);
    expect(revoked).toEqual([]);
    await bull.close();
  });

  it('is kept while a worker holds its lock', async () => {
    const bull = open<object>(CONNECTION_QUEUE);
    await bull.isReady();
    await leaveOrphan(bull, 'd2');
    await bull.client.set(`${bull.toKey('d2')}:lock`, 'a worker');
    await new ConnectionQueue(new BullJobQueue(bull)).addRevocation('d2');
    expect(await counts(bull)).toBe(0);
  });

  it('is not confused with a waiting job, which keeps its delay', async () => {
    const bull = open<object>(CONNECTION_QUEUE);
    await bull.isReady();
    await bull.add(REVOKE_JOB, { revocationId: 'd3' }, { jobId: 'd3', delay: 90_000 });
    await new ConnectionQueue(new BullJobQueue(bull)).addRevocation('d3');

    expect((await bull.getJob('d3'))?.opts.delay).toBe(90_000);
  });

  it('is removed when many jobs are added at once, and the other jobs stay', async () => {
    const bull = open<object>(UPDATE_QUEUE);
    await bull.isReady();
    const queue = new UpdateQueue(new BullJobQueue(bull));
    const wakeUps = ['waits', 'lost', 'new'].map((connectionId) => ({ connectionId, generation: '7' }));
    await queue.addWakeUps(wakeUps.slice(0, 1));
    await leaveOrphan(bull, 'lost|7');
    expect(await removeOrphanedJobs(bull, ['waits|7', 'lost|7', 'new|7'])).toEqual(new Set(['lost|7', 'new|7']));

    await queue.addWakeUps(wakeUps);
    await queue.addWakeUps(wakeUps);
    const waiting = await bull.getWaiting();
    expect(waiting.map(({ id }) => id).sort()).toEqual(['lost|7', 'new|7', 'waits|7']);
    await bull.obliterate({ force: true });
  });
});
