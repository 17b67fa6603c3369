import { SchedulerRegistry } from '@nestjs/schedule';
import { resolveFitbitOptions } from '../../options/resolve-fitbit-options';
import type { SweepName } from '../../options/sweep-intervals';
import type { SweepClaim, SweepRepository, SweepTurn } from '../../storage/sweep.repository';
import { Sweep } from './sweep';
import { SweepService } from './sweep.service';

/** Gives every turn away, and keeps its lease until the test takes it. */
class EveryTurn implements Pick<SweepRepository, 'claim' | 'renew' | 'release'> {
  readonly calls: string[] = [];
  isTaken = false;
  next: SweepClaim = 'claimed';

  claim({ name }: SweepTurn, pauseMs: number): Promise<SweepClaim> {
    this.calls.push(`claim ${name} ${pauseMs}`);
    return Promise.resolve(this.next);
  }

  renew({ name }: SweepTurn): Promise<boolean> {
    this.calls.push(`renew ${name}`);
    return Promise.resolve(!this.isTaken);
  }

  release({ name }: SweepTurn): Promise<void> {
    this.calls.push(`release ${name}`);
    return Promise.resolve();
  }
}

/** Runs until its signal aborts. */
class LongSweep extends Sweep {
  readonly events: string[] = [];

  constructor(override readonly name: SweepName) {
    super();
  }

  override repair(signal: AbortSignal): Promise<number> {
    this.events.push('begins');
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => {
        this.events.push('ends');
        resolve(0);
      });
    });
  }
}

describe('sweeps', () => {
  const scheduler = new SchedulerRegistry();
  const options = resolveFitbitOptions({
    consumerKey: 'client',
    consumerSecret: 'secret',
    callbackUrl: 'http://127.0.0.1:3000/fitbit/complete',
    encryptionKeys: [{ id: 'test', key: Buffer.alloc(32, 1).toString('base64') }],
  });
  let [turns, long, next] = [new EveryTurn(), new LongSweep('holes'), new LongSweep('inbox')];
  let service: SweepService;

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] });
    [turns, long, next] = [new EveryTurn(), new LongSweep('holes'), new LongSweep('inbox')];
    service = new SweepService(options, [long, next], turns as unknown as SweepRepository, scheduler);
  });
  afterEach(async () => {
    await service.finish();
    scheduler.getIntervals().forEach((name) => scheduler.deleteInterval(name));
    jest.useRealTimers();
  });

  const settle = () => new Promise(setImmediate);

  it('do not delay the start of a process; the running one ends before the process does, and no other starts', async () => {
    service.onApplicationBootstrap();
    await settle();
    expect(long.events).toEqual(['begins']);
    await service.finish();
    expect(long.events).toEqual(['begins', 'ends']);
    expect(next.events).toEqual([]);
  });

  it('hold their lease until they end, and stop when another process has taken it', async () => {
    service.onApplicationBootstrap();
    await settle();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(turns.calls).toEqual(['claim holes 5000', 'renew holes', 'renew holes']);
    turns.isTaken = true;
    await jest.advanceTimersByTimeAsync(5_000);
    await settle();
    expect(long.events).toEqual(['begins', 'ends']);
    expect(turns.calls).toContain('release holes');
  });

  it('start as soon as the lease of a killed predecessor has expired', async () => {
    turns.next = 'held';
    service.onApplicationBootstrap();
    await settle();
    await jest.advanceTimersByTimeAsync(15_000);
    expect(long.events).toEqual([]);
    turns.next = 'claimed';
    await jest.advanceTimersByTimeAsync(15_000);
    expect(long.events).toEqual(['begins']);
    expect(next.events).toEqual(['begins']);
  });
});
