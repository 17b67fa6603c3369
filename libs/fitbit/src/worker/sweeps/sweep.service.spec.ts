import { SchedulerRegistry } from '@nestjs/schedule';
import { resolveFitbitOptions } from '../../options/resolve-fitbit-options';
import type { SweepName } from '../../options/sweep-intervals';
import type { SweepRepository } from '../../storage/sweep.repository';
import { Sweep } from './sweep';
import { SweepService } from './sweep.service';

const everyTurn: Pick<SweepRepository, 'claim'> = { claim: () => Promise.resolve(true) };

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

describe('sweeps at the start of a process', () => {
  const scheduler = new SchedulerRegistry();
  const options = resolveFitbitOptions({
    consumerKey: 'client',
    consumerSecret: 'secret',
    callbackUrl: 'http://127.0.0.1:3000/fitbit/complete',
    encryptionKeys: [{ id: 'test', key: Buffer.alloc(32, 1).toString('base64') }],
  });
  const [long, next] = [new LongSweep('holes'), new LongSweep('inbox')];
  const service = new SweepService(options, [long, next], everyTurn as SweepRepository, scheduler);

  afterAll(() => scheduler.getIntervals().forEach((name) => scheduler.deleteInterval(name)));

  it('do not delay it; the running one ends before the process does, and no other starts', async () => {
    service.onApplicationBootstrap();
    await new Promise(setImmediate);
    expect(long.events).toEqual(['begins']);
    await service.finish();
    expect(long.events).toEqual(['begins', 'ends']);
    expect(next.events).toEqual([]);
  });
});
