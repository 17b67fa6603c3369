import { believableDays, isBelievable } from './believable-days';

describe('believableDays', () => {
  it('end with the day after today in the easternmost zone', () => {
    expect(believableDays(new Date('2026-09-22T09:59:59Z')).to).toBe('2026-09-23');
    expect(believableDays(new Date('2026-09-22T10:00:00Z')).to).toBe('2026-09-24');
  });

  it.each(['2026-02-30', '9999-12-31', '2006-12-31', '2026-09-24', '2026-9-1', '', 20260922, null, undefined])(
    '%p is not one of them',
    (date) => {
      expect(isBelievable(date, believableDays(new Date('2026-09-22T09:00:00Z')))).toBe(false);
    },
  );

  it.each(['2007-01-01', '2024-02-29', '2026-09-22', '2026-09-23'])('%s is one of them', (date) => {
    expect(isBelievable(date, believableDays(new Date('2026-09-22T09:00:00Z')))).toBe(true);
  });
});
