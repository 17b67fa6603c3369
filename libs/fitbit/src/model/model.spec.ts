import fc from 'fast-check';
import { CATALOGUE, findResource } from './catalogue';
import { civilDateIn, isCivilDate, isTimeZone } from './civil-date';
import { finalThrough } from './coverage';
import { canonicalDecimal } from './decimal';

describe('civil dates', () => {
  it.each([
    '2026-02-30',
    '2026-02-29',
    '1900-02-29',
    '2026-04-31',
    '2026-01-00',
    '2026-00-01',
    '2026-13-01',
    '2026-1-1',
    '20260101',
    ' 2026-01-01',
    '',
    null,
    20260101,
    '9999999-01-01',
    '0000-01-01',
  ])('refuses %p', (text) => expect(isCivilDate(text)).toBe(false));

  it.each(['2024-02-29', '2000-02-29', '2026-12-31', '1970-01-01', '9999-12-31'])('accepts %s', (text) =>
    expect(isCivilDate(text)).toBe(true),
  );

  it.each([
    ['Pacific/Kiritimati', '2026-11-23'],
    ['Europe/Warsaw', '2026-11-22'],
    ['Pacific/Pago_Pago', '2026-11-22'],
    ['Asia/Kathmandu', '2026-11-22'],
  ])("knows the user's own day in %s", (timeZone, date) => {
    expect(civilDateIn(timeZone, new Date('2026-11-22T13:00:00Z'))).toBe(date);
  });

  it('returns the right day before and after a change to or from daylight saving time', () => {
    expect(civilDateIn('Europe/Warsaw', new Date('2026-03-28T22:59:59Z'))).toBe('2026-03-28');
    expect(civilDateIn('Europe/Warsaw', new Date('2026-03-29T21:59:59Z'))).toBe('2026-03-29');
    expect(civilDateIn('Europe/Warsaw', new Date('2026-10-25T22:59:59Z'))).toBe('2026-10-25');
    expect(civilDateIn('Europe/Warsaw', new Date('2026-10-25T23:00:00Z'))).toBe('2026-10-26');
  });

  it('knows which time zones exist', () => {
    expect(['Europe/Berlin', 'UTC', 'Mars/Base', '', undefined].map(isTimeZone)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('canonical decimals', () => {
  it.each([
    [8.5, 6, '8.5'],
    [6.97, 6, '6.97'],
    [0.1 + 0.2, 3, '0.3'],
    [1e-9, 3, '0'],
    [-1e-9, 3, '0'],
    [1234567, 0, '1234567'],
    [100, 0, '100'],
    [90.2, 3, '90.2'],
    [3028.784634, 3, '3028.785'],
  ])('writes %d with %d digits as %s', (value, digits, text) => {
    expect(canonicalDecimal(value, digits)).toBe(text);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1e21])('refuses %p', (value) => {
    expect(() => canonicalDecimal(value, 3)).toThrow(RangeError);
  });

  it('is stable: reading its text back gives the same text', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, min: -1e12, max: 1e12 }),
        fc.integer({ min: 0, max: 6 }),
        (value, digits) => {
          const text = canonicalDecimal(value, digits);
          expect(text).toMatch(/^-?(0|[1-9]\d*)(\.\d*[1-9])?$/);
          expect(canonicalDecimal(Number(text), digits)).toBe(text);
        },
      ),
    );
  });
});

describe('the catalogue', () => {
  it('lists the 36 resources by category, then by name', () => {
    expect(CATALOGUE).toHaveLength(36);
    expect(CATALOGUE.map(({ name }) => name).slice(0, 4)).toEqual([
      'foods/log/caloriesIn',
      'foods/log/water',
      'activities/activeScore',
      'activities/activityCalories',
    ]);
    expect(findResource('activities/tracker/caloriesBMR')).toBeUndefined();
    expect(CATALOGUE.filter(({ path }) => path.startsWith('tracker/'))).toHaveLength(11);
  });
});

describe('which days are final', () => {
  it('treats days older than thirty days as final, even if the device has never synced', () => {
    expect(finalThrough('2026-11-22', null)).toBe('2026-10-22');
  });

  it('treats the days before the last sync as final', () => {
    expect(finalThrough('2026-11-22', '2026-11-20')).toBe('2026-11-19');
  });

  it('never treats today as final', () => {
    expect(finalThrough('2026-11-22', '2026-11-22')).toBe('2026-11-21');
  });

  it('ignores a sync date in the future', () => {
    expect(finalThrough('2026-11-22', '2026-11-23')).toBe('2026-10-22');
  });
});
