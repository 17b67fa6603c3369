import type { WakeUp } from '../storage/inbox.repository';
import type { UpdateQueue } from '../queue/update.queue';
import { WakeUpDispatcher } from './wake-up-dispatcher';

const wakeUp = (connectionId: string, generation = '1'): WakeUp => ({ connectionId, generation });
const names = (wakeUps: readonly WakeUp[]) => wakeUps.map(({ connectionId, generation }) => connectionId + generation);

describe('the bell ringer', () => {
  let added: string[][];
  let failures: number;
  let dispatcher: WakeUpDispatcher;
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    added = [];
    failures = 0;
    const queue: Pick<UpdateQueue, 'addWakeUps'> = {
      addWakeUps: (wakeUps) => {
        if (failures-- > 0) return Promise.reject(new Error('Redis is away'));
        added.push(names(wakeUps));
        return Promise.resolve();
      },
    };
    dispatcher = new WakeUpDispatcher(queue as UpdateQueue);
    jest.spyOn(dispatcher['logger'], 'warn').mockImplementation();
  });
  afterEach(async () => {
    await dispatcher.beforeApplicationShutdown();
    jest.useRealTimers();
  });

  const settle = () => new Promise((resolve) => setImmediate(resolve));

  it('rings once for a bell that hangs already, and again for a newer one', async () => {
    for (const given of [wakeUp('a'), wakeUp('b'), wakeUp('a'), wakeUp('a', '2')]) {
      dispatcher.dispatch([given]);
      await settle();
    }
    expect(added).toEqual([['a1'], ['b1'], ['a2']]);
  });

  it('rings again after a second, for Redis may have forgotten', async () => {
    dispatcher.dispatch([wakeUp('a')]);
    await settle();
    jest.advanceTimersByTime(1_001);
    dispatcher.dispatch([wakeUp('a')]);
    await settle();
    expect(added).toEqual([['a1'], ['a1']]);
  });

  it('rings together what came while others were rung', async () => {
    dispatcher.dispatch([wakeUp('a')]);
    dispatcher.dispatch([wakeUp('b')]);
    dispatcher.dispatch([wakeUp('c'), wakeUp('b')]);
    await settle();
    expect(added).toEqual([['a1'], ['b1', 'c1']]);
  });

  it('does not take for rung what could not be rung', async () => {
    failures = 1;
    dispatcher.dispatch([wakeUp('a')]);
    await settle();
    dispatcher.dispatch([wakeUp('a'), wakeUp('b')]);
    await dispatcher.beforeApplicationShutdown();
    expect(added).toEqual([['a1', 'b1']]);
  });
});
