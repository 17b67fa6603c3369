import { civilDay, daysOf, periodOf, rangeOf } from './period';

describe('the period of a page', () => {
  it('is 30 days when the query says nothing useful', () => {
    expect([undefined, '', '7y', ['1y']].map(periodOf)).toEqual(['30d', '30d', '30d', '30d']);
  });

  it('ends today, in the time zone of the user', () => {
    const now = new Date('2026-01-31T23:30:00Z');
    expect(civilDay(now, 'Asia/Tokyo')).toBe('2026-02-01');
    expect(civilDay(now, null)).toBe('2026-01-31');
  });

  it.each([
    ['30d', '2026-01-02'],
    ['1y', '2025-02-01'],
    ['all', '2023-05-05'],
  ] as const)('of %s begins on %s', (period, from) => {
    expect(rangeOf(period, '2026-01-31', '2023-05-05')).toEqual({ from, to: '2026-01-31' });
  });

  it('does not reach before the first day of the history', () => {
    expect(rangeOf('1y', '2026-01-31', '2026-01-10').from).toBe('2026-01-10');
  });

  it('counts every day once, over the end of a month', () => {
    expect(daysOf({ from: '2024-02-28', to: '2024-03-01' })).toEqual(['2024-02-28', '2024-02-29', '2024-03-01']);
  });
});
