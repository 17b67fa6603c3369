import { InMemoryJobQueue } from '../../spec-support/in-memory-job-queue';
import type { FetchJob } from '../queue/fetch-job';
import { UpdateQueue, type WakeUpJob } from '../queue/update.queue';
import type { WakeUp } from '../storage/inbox.repository';
import { WakeUpDispatcher } from './wake-up-dispatcher';

const wakeUp = (connectionId: string, generation = '1'): WakeUp => ({ connectionId, generation });

describe('the wake-up dispatcher', () => {
  let jobs: InMemoryJobQueue<WakeUpJob | FetchJob>;
  let add: jest.SpyInstance<Promise<void>, Parameters<typeof jobs.add>>;
  let dispatcher: WakeUpDispatcher;
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    jobs = new InMemoryJobQueue();
    add = jest.spyOn(jobs, 'add');
    dispatcher = new WakeUpDispatcher(new UpdateQueue(jobs));
    jest.spyOn(dispatcher['logger'], 'warn').mockImplementation();
  });
  afterEach(async () => {
    await dispatcher.beforeApplicationShutdown();
    jest.useRealTimers();
  });

  const settle = () => new Promise((resolve) => setImmediate(resolve));
  /** The ids of the jobs, by the call that queued them. */
  const queued = () => add.mock.calls.map(([given]) => given.map(({ id }) => id));

  it('queues a wake-up once that waits already, and a newer one again', async () => {
    for (const given of [wakeUp('a'), wakeUp('b'), wakeUp('a'), wakeUp('a', '2')]) {
      dispatcher.dispatch([given]);
      await settle();
    }
    expect(queued()).toEqual([['a|1'], ['b|1'], ['a|2']]);
  });

  it('queues it again after a second, because Redis may have lost it', async () => {
    dispatcher.dispatch([wakeUp('a')]);
    await settle();
    jest.advanceTimersByTime(1_001);
    dispatcher.dispatch([wakeUp('a')]);
    await settle();
    expect(queued()).toEqual([['a|1'], ['a|1']]);
  });

  it('queues together what arrives while others are being queued', async () => {
    dispatcher.dispatch([wakeUp('a')]);
    dispatcher.dispatch([wakeUp('b')]);
    dispatcher.dispatch([wakeUp('c'), wakeUp('b')]);
    await settle();
    expect(queued()).toEqual([['a|1'], ['b|1', 'c|1']]);
  });

  it('does not take for queued what could not be queued', async () => {
    add.mockRejectedValueOnce(new Error('Redis is away'));
    dispatcher.dispatch([wakeUp('a')]);
    await settle();
    dispatcher.dispatch([wakeUp('a'), wakeUp('b')]);
    await dispatcher.beforeApplicationShutdown();
    expect(queued().slice(1)).toEqual([['a|1', 'b|1']]);
  });
});
