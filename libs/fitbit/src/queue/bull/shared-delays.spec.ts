import type { Queue } from 'bull';
import { createQueue } from '../../../../../test/support/queues';
import { until } from '../../../../../test/support/until';
import { createRedisKeyspace } from '../../../../../tools/support/redis-keyspace';
import { PostponedError } from '../job-queue';
import { BullJobQueue } from './bull-job-queue';

jest.setTimeout(60_000); // a bound for a busy machine

const HOUR_MS = 3_600_000;
const NAME = 'work';
const realNow = Date.now.bind(Date);

describe.each([
  ['ahead', 3 * HOUR_MS],
  ['behind', -3 * HOUR_MS],
])('delays of jobs, with a machine whose clock is three hours %s', (_, aheadMs) => {
  const redis = createRedisKeyspace();
  const queues: Queue<object>[] = [];
  const ran: string[] = [];

  /** Everything that Bull does between this and `beRight` is done by the machine whose clock is wrong. */
  const beWrong = () => jest.spyOn(Date, 'now').mockImplementation(() => realNow() + aheadMs);
  const beRight = () => jest.restoreAllMocks();
  async function open(offsetMs = 0): Promise<{ bull: Queue<object>; jobs: BullJobQueue }> {
    const bull = createQueue<object>(redis, NAME);
    queues.push(bull);
    await bull.isReady();
    return { bull, jobs: new BullJobQueue(bull, { offsetMs }) };
  }
  const work = (jobs: BullJobQueue) =>
    jobs.process(NAME, 1, ({ id }) => {
      ran.push(id);
      return id.startsWith('later') ? Promise.reject(new PostponedError(HOUR_MS)) : Promise.resolve();
    });
  const job = (id: string, delayMs: number) => ({ id, name: NAME, data: {}, delayMs });
  const dueInMs = async (bull: Queue, id: string) =>
    Number(await bull.client.zscore(bull.toKey('delayed'), id)) / 4096 - realNow();
  const hasRun = (id: string) => until(`the job ${id}`, () => Promise.resolve(ran.includes(id)), 10_000);

  afterEach(async () => {
    beRight();
    for (const queue of queues.splice(0)) await queue.close();
    ran.length = 0;
  });
  afterAll(() => redis.clear());

  it('are those of the right time when that machine adds and postpones jobs, and others run them', async () => {
    const wrong = await open(-aheadMs);
    beWrong();
    await wrong.jobs.add([job('soon', 300), job('in-an-hour', HOUR_MS), job('later', 0)]);
    work(wrong.jobs);
    await hasRun('later');
    const postponed = async () => (await wrong.bull.client.zscore(wrong.bull.toKey('delayed'), 'later')) !== null;
    await until('the job to be postponed', postponed);
    beRight();
    for (const id of ['in-an-hour', 'later']) {
      const inMs = await dueInMs(wrong.bull, id);
      expect([id, inMs > HOUR_MS - 20_000, inMs <= HOUR_MS]).toEqual([id, true, true]);
    }
    await wrong.bull.close();
    work((await open()).jobs);
    await hasRun('soon');
    expect(ran).not.toContain('in-an-hour');
  });

  it('are those of the right time when others add jobs and that machine runs them', async () => {
    const right = await open();
    await right.jobs.add([job('in-a-moment', 300), job('in-two-hours', 2 * HOUR_MS)]);
    const wrong = await open(-aheadMs);
    beWrong();
    work(wrong.jobs);
    await hasRun('in-a-moment');
    expect(ran).toEqual(['in-a-moment']);
    expect(await dueInMs(right.bull, 'in-two-hours')).toBeGreaterThan(HOUR_MS);
  });
});
