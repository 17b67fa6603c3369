import { epochDayOf, isIsoDate, isoDateOf, shiftDate, yearsBefore } from './iso-date';

describe('civil dates', () => {
  it.each(['2026-02-29', '2026-2-3', '2026-13-01', '', 20260203, null])('refuse %p', (text) => {
    expect(isIsoDate(text)).toBe(false);
  });

  it('convert to day numbers and back', () => {
    expect(isoDateOf(epochDayOf('2024-02-29'))).toBe('2024-02-29');
    expect(shiftDate('2024-02-28', 2)).toBe('2024-03-01');
    expect(epochDayOf('1970-01-02')).toBe(1);
  });

  it.each([
    ['2026-04-10', 3, '2023-04-10'],
    ['2024-02-29', 1, '2023-03-01'],
    ['2026-04-10', 0.1, '2026-03-04'],
  ])('%s minus %p years is %s', (date, years, earlier) => {
    expect(yearsBefore(date, years)).toBe(earlier);
  });
});
