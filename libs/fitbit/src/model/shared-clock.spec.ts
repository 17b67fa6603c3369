import { MachineClock, ManualClock } from '../../../../test/support/clocks';
import { SystemClock } from './clock';
import { SharedClock } from './shared-clock';

const NOON = new Date('2026-11-22T12:00:00Z');
const HOUR_MS = 3_600_000;

describe('the time that all processes share', () => {
  let time: ManualClock;
  let machine: MachineClock;
  let clock: SharedClock;

  beforeEach(() => {
    time = new ManualClock(NOON);
    machine = new MachineClock(time);
    clock = new SharedClock(machine);
  });

  const synchronize = (offMs = 0, roundTripMs = 2) =>
    clock.synchronize({ timeMs: Date.now() + offMs - roundTripMs / 2, roundTripMs });
  const offMs = () => clock.now().getTime() - time.now().getTime();

  it('is that of the configured clock until the database has answered', () => {
    machine.aheadMs = HOUR_MS;
    expect(offMs()).toBe(HOUR_MS);
  });

  it.each([0, 900, -900])('is exactly that of a clock that is %i ms off', (aheadMs) => {
    machine.aheadMs = aheadMs;
    synchronize();
    expect(clock.now()).toEqual(machine.now());
  });

  it.each([5_000, HOUR_MS, -HOUR_MS, 40 * 24 * HOUR_MS])('corrects a clock that is %i ms ahead', (aheadMs) => {
    machine.aheadMs = aheadMs;
    synchronize();
    expect(Math.abs(offMs())).toBeLessThan(500);
  });

  it('is not moved by a slow answer that the clock may agree with', () => {
    synchronize(4_000, 10_000);
    expect(clock.now()).toEqual(NOON);
    synchronize(-4_000, 10_000);
    expect(clock.now()).toEqual(NOON);
  });

  it('keeps what a quick answer said when a slow one is less certain', () => {
    machine.aheadMs = HOUR_MS;
    synchronize();
    synchronize(4_000, 10_000);
    expect(Math.abs(offMs())).toBeLessThan(500);
  });

  it('does not jump with the clock, neither away from the right time nor back to it', () => {
    synchronize();
    for (const aheadMs of [HOUR_MS, -HOUR_MS, 0]) {
      machine.aheadMs = aheadMs;
      expect(Math.abs(offMs())).toBeLessThan(500);
    }
    expect(clock.now()).toEqual(NOON);
  });

  it('follows the fake timers of a host, and leaves its own clock alone', () => {
    const [system, own] = [new SharedClock(new SystemClock()), new SharedClock(new ManualClock(NOON))];
    for (const one of [system, own]) one.synchronize({ timeMs: Date.now(), roundTripMs: 2 });
    jest.useFakeTimers({ now: new Date('2031-05-04T12:00:00Z') });
    try {
      jest.advanceTimersByTime(HOUR_MS);
      expect([system.now(), own.now()]).toEqual([new Date('2031-05-04T13:00:00Z'), NOON]);
    } finally {
      jest.useRealTimers();
    }
  });

  it("follows the database's clock when that is set", () => {
    synchronize();
    synchronize(HOUR_MS);
    expect(Math.abs(offMs() - HOUR_MS)).toBeLessThan(500);
  });
});
