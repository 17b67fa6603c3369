import { Logger } from '@nestjs/common';
import { MachineClock, ManualClock } from '../../../../test/support/clocks';
import { SharedClock } from '../model/shared-clock';
import { ClockCheck } from './clock-check';

const HOUR_MS = 3_600_000;

describe('the comparison of clocks', () => {
  const time = new ManualClock(new Date('2026-11-22T12:00:00Z'));
  let machine: MachineClock;
  let clock: SharedClock;
  let check: ClockCheck;
  let isAway = false;
  let asked = 0;
  let upstreamNow: Date | undefined;
  const lines: string[] = [];

  beforeEach(() => {
    jest.useFakeTimers();
    [isAway, asked, upstreamNow] = [false, 0, undefined];
    machine = new MachineClock(time);
    clock = new SharedClock(machine, () => performance.now());
    const database = {
      readTimeMs: () => {
        asked++;
        return isAway ? Promise.reject(new Error('connection refused')) : Promise.resolve(Date.now());
      },
    };
    check = new ClockCheck(clock, database as never, { lastAnsweredNow: () => upstreamNow } as never);
    lines.length = 0;
    for (const level of ['warn', 'log'] as const) {
      jest.spyOn(Logger.prototype, level).mockImplementation((...line: unknown[]) => void lines.push(String(line[0])));
    }
  });
  afterEach(() => {
    check.onModuleDestroy();
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  it('is made before the first use and once a minute, and ends with the module', async () => {
    await check.start();
    expect(asked).toBe(1);
    await jest.advanceTimersByTimeAsync(10 * 60_000);
    expect(asked).toBe(11);
    check.onModuleDestroy();
    await jest.advanceTimersByTimeAsync(10 * 60_000);
    expect(asked).toBe(11);
    expect(lines).toEqual([]);
  });

  it('says once by how much the clock is wrong and what to do, and when it is right again', async () => {
    machine.aheadMs = 3 * HOUR_MS;
    await check.start();
    await jest.advanceTimersByTimeAsync(5 * 60_000);
    machine.aheadMs = 0;
    await jest.advanceTimersByTimeAsync(5_000);
    expect(lines).toEqual([
      "This machine's clock is 10800 s ahead of the database's. Times are corrected by that. " +
        'Set the clock of the machine that is wrong, and keep it right with NTP.',
      "This machine's clock agrees with the database's again.",
    ]);
  });

  it('notices within seconds that the clock was set, and the time does not jump meanwhile', async () => {
    await check.start();
    machine.aheadMs = -2 * HOUR_MS;
    expect(clock.now()).toEqual(time.now());
    await jest.advanceTimersByTimeAsync(5_000);
    expect(asked).toBe(2);
    expect(lines).toEqual([expect.stringMatching(/^This machine's clock is 7200 s behind the database's/)]);
  });

  it('keeps the last known difference while the database is away, and starts without it', async () => {
    machine.aheadMs = HOUR_MS;
    isAway = true;
    await check.start();
    expect(check.differences.machineAheadOfDatabaseMs).toBe(0);
    isAway = false;
    await jest.advanceTimersByTimeAsync(5_000);
    isAway = true;
    await jest.advanceTimersByTimeAsync(60 * 60_000);
    expect(check.differences.machineAheadOfDatabaseMs).toBe(HOUR_MS);
    expect(clock.now()).toEqual(time.now());
  });

  it("tells the difference to the upstream's time as well", async () => {
    await check.start();
    expect(check.differences).toEqual({ machineAheadOfDatabaseMs: 0, aheadOfUpstreamMs: undefined });
    expect(check.explain()).toBe('');
    upstreamNow = new Date(time.now().getTime() + HOUR_MS);
    expect(check.differences.aheadOfUpstreamMs).toBe(-HOUR_MS);
    expect(check.explain()).toBe("our time is 3600 s behind the upstream's");
  });
});
