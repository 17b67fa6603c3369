import type { Job, Queue } from 'bull';
import { BullJobQueue } from './bull-job-queue';
import type { FetchJob } from '../fetch-job';
import { HISTORICAL_QUEUE, HistoricalQueue } from '../historical.queue';
import { createQueue } from '../../../../../test/support/queues';
import { createRedisKeyspace } from '../../../../../tools/support/redis-keyspace';
import { startTcpProxy, type TcpProxy } from '../../../../../test/support/tcp-proxy';
import { until } from '../../../../../test/support/until';

jest.setTimeout(60_000); // a bound for a busy machine

const fetches = [1, 2].map((grantEpoch) => ({
  fetch: {
    connectionId: 'c1',
    grantEpoch,
    endpoint: 'dailyRollUp:steps:all-sources',
    resources: ['activities/steps'],
    window: { from: '2026-01-01', to: '2026-03-31' },
  } satisfies FetchJob,
  delayMs: 0,
}));

describe('a job that Redis gives to a worker while it shuts down', () => {
  const redis = createRedisKeyspace();
  let proxy: TcpProxy;
  let others: Queue<FetchJob>;
  let bull: Queue<FetchJob>;
  let closingJobs: BullJobQueue<FetchJob>;
  let closing: HistoricalQueue;

  beforeEach(async () => {
    const { hostname, port } = new URL(redis.url);
    proxy = await startTcpProxy({ host: hostname, port: Number(port || 6379) });
    others = createQueue(redis, HISTORICAL_QUEUE);
    bull = createQueue({ ...redis, url: `redis://127.0.0.1:${proxy.port}` }, HISTORICAL_QUEUE);
    closingJobs = new BullJobQueue(bull);
    closing = new HistoricalQueue(closingJobs);
  });
  afterEach(async () => {
    proxy.releaseAnswers();
    await bull.close();
    await others.close();
    await proxy.close();
    await redis.clear();
  });

  // A job may end between the list of ids and the look at it.
  const active = async () =>
    (await others.getActive()).flatMap((job: Job<FetchJob> | null) => job?.data.grantEpoch ?? []);
  const ran = (limitMs: number) => {
    const epochs: number[] = [];
    new HistoricalQueue(new BullJobQueue(others)).processFetches(1, ({ data }) =>
      Promise.resolve(void epochs.push(data.grantEpoch)),
    );
    return until('another worker to run it', () => epochs.length > 0 && epochs, limitMs);
  };

  it('is released at once when it came with the answer to a finished job', async () => {
    let end = () => undefined as void;
    const began: number[] = [];
    closing.processFetches(1, ({ data }) => {
      began.push(data.grantEpoch);
      return new Promise((resolve) => (end = resolve));
    });
    await closing.add(fetches);
    await until('the first to run', () => began.length === 1);
    proxy.holdAnswers();
    end();
    await until('the second to be given', async () => (await active()).includes(2));
    const finished = closingJobs.finish();
    await until('the worker to pause', () => bull.isPaused(true));
    proxy.releaseAnswers();
    await finished;
    expect([began, await active()]).toEqual([[1], [2]]);
    await closingJobs.release();
    expect(await active()).toEqual([]);
    expect(await ran(4_000)).toEqual([2]);
  });

  it('is taken over at the next check for stalled jobs when the answer never arrived', async () => {
    const began: number[] = [];
    closing.processFetches(1, ({ data }) => Promise.resolve(void began.push(data.grantEpoch)));
    await until('the worker to wait for a job', async () => {
      const clients = String(await others.client.client('LIST'));
      return new RegExp(`name=${redis.prefix}:.* cmd=brpoplpush`).test(clients);
    });
    proxy.holdAnswers();
    await new HistoricalQueue(new BullJobQueue(others)).add(fetches.slice(0, 1));
    await until('the job to be given', async () => (await active()).includes(1));
    await closingJobs.finish();
    proxy.releaseAnswers();
    expect([began, await active()]).toEqual([[], [1]]);
    await closingJobs.release();
    await others.client.del(others.toKey('stalled-check')); // as if the last look were long ago
    expect(await ran(4_000)).toEqual([1]);
  });
});
