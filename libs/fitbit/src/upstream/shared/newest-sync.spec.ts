import { newestSync } from './newest-sync';

const NOW = new Date('2026-11-22T12:00:00Z');
const YESTERDAY = new Date('2026-11-21T12:00:00Z');
const claim = (text: string) => ({ text, atMs: Date.parse(text) });
const profile = (...times: string[]) => ({ pairedDevices: times.map((lastSyncTime) => ({ lastSyncTime })) });

describe('the newest sync', () => {
  it('is the latest claim that is not in the future, within the tolerance for clocks', () => {
    const claims = ['2026-11-20T07:00:00Z', '2026-11-22T12:04:59Z', '2026-11-22T12:05:01Z'].map(claim);
    expect(newestSync(claims, NOW, 'pairedDevices')).toEqual(new Date('2026-11-22T12:04:59Z'));
    expect(newestSync([], NOW, 'pairedDevices')).toBeUndefined();
  });

  it.each([null, YESTERDAY])('is never a claim that was rejected before (known: %p)', (lastSyncedAt) => {
    const [real, lie] = ['2026-11-21T18:00:00Z', '2026-11-22T11:00:00Z'];
    const known = { lastSyncedAt, profile: profile(lie), timeZone: 'Europe/Berlin' };
    expect(newestSync([claim(lie)], NOW, 'pairedDevices', known)).toBeUndefined();
    expect(newestSync([claim(lie), claim(real)], NOW, 'pairedDevices', known)).toEqual(new Date(real));
  });

  it('stays the same while there is no newer claim', () => {
    const text = '2026-11-21T12:00:00Z';
    expect(
      newestSync([claim(text)], NOW, 'pairedDevices', {
        lastSyncedAt: YESTERDAY,
        profile: profile(text),
        timeZone: 'UTC',
      }),
    ).toEqual(YESTERDAY);
  });
});
