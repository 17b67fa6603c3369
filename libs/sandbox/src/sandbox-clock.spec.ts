import { ManualClock, SandboxClock } from './sandbox-clock';

describe('SandboxClock', () => {
  it('continues from the time that was set', () => {
    jest.useFakeTimers({ now: new Date('2026-03-01T10:00:00Z') });
    try {
      const clock = new SandboxClock(new Date('2016-05-13T12:00:00Z'));
      jest.advanceTimersByTime(90_000);
      expect(clock.now()).toEqual(new Date('2016-05-13T12:01:30Z'));
      clock.advance(-30_000);
      expect(clock.now()).toEqual(new Date('2016-05-13T12:01:00Z'));
    } finally {
      jest.useRealTimers();
    }
  });

  it('shows the wall clock until it is set', () => {
    expect(Math.abs(new SandboxClock().now().getTime() - Date.now())).toBeLessThan(1_000);
  });

  it('refuses an invalid instant', () => {
    const clock = new SandboxClock();
    expect(() => clock.set(new Date('noon'))).toThrow('The clock needs a valid instant.');
    expect(() => clock.advance(Number.NaN)).toThrow('finite number of milliseconds');
  });
});

describe('ManualClock', () => {
  it('stands still until it is advanced', async () => {
    const clock = new ManualClock(new Date('2026-01-01T00:00:00Z'));
    await new Promise(setImmediate);
    expect(clock.now()).toEqual(new Date('2026-01-01T00:00:00Z'));
    clock.advance(60_000);
    expect(clock.now()).toEqual(new Date('2026-01-01T00:01:00Z'));
    clock.set(new Date('2025-01-01T00:00:00Z'));
    expect(clock.now()).toEqual(new Date('2025-01-01T00:00:00Z'));
  });
});
