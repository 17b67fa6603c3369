import type { Bell } from '../storage/inbox.repository';
import type { UpdateQueue } from '../queue/update.queue';
import { WakeUpDispatcher } from './wake-up-dispatcher';

const bell = (connectionId: string, generation = '1'): Bell => ({ connectionId, generation });
const names = (bells: readonly Bell[]) => bells.map(({ connectionId, generation }) => connectionId + generation);

describe('the bell ringer', () => {
  let rung: string[][];
  let failures: number;
  let ringer: WakeUpDispatcher;
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    rung = [];
    failures = 0;
    const queue: Pick<UpdateQueue, 'ring'> = {
      ring: (bells) => {
        if (failures-- > 0) return Promise.reject(new Error('Redis is away'));
        rung.push(names(bells));
        return Promise.resolve();
      },
    };
    ringer = new WakeUpDispatcher(queue as UpdateQueue);
    jest.spyOn(ringer['logger'], 'warn').mockImplementation();
  });
  afterEach(async () => {
    await ringer.beforeApplicationShutdown();
    jest.useRealTimers();
  });

  const settle = () => new Promise((resolve) => setImmediate(resolve));

  it('rings once for a bell that hangs already, and again for a newer one', async () => {
    for (const given of [bell('a'), bell('b'), bell('a'), bell('a', '2')]) {
      ringer.ring([given]);
      await settle();
    }
    expect(rung).toEqual([['a1'], ['b1'], ['a2']]);
  });

  it('rings again after a second, for Redis may have forgotten', async () => {
    ringer.ring([bell('a')]);
    await settle();
    jest.advanceTimersByTime(1_001);
    ringer.ring([bell('a')]);
    await settle();
    expect(rung).toEqual([['a1'], ['a1']]);
  });

  it('rings together what came while others were rung', async () => {
    ringer.ring([bell('a')]);
    ringer.ring([bell('b')]);
    ringer.ring([bell('c'), bell('b')]);
    await settle();
    expect(rung).toEqual([['a1'], ['b1', 'c1']]);
  });

  it('does not take for rung what could not be rung', async () => {
    failures = 1;
    ringer.ring([bell('a')]);
    await settle();
    ringer.ring([bell('a'), bell('b')]);
    await ringer.beforeApplicationShutdown();
    expect(rung).toEqual([['a1', 'b1']]);
  });
});
