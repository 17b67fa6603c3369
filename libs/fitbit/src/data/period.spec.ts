import { readRange } from './period';

describe('readRange', () => {
  it.each([
    ['1d', '2026-03-15', '2026-03-15'],
    ['7d', '2026-03-15', '2026-03-09'],
    ['1w', '2026-03-15', '2026-03-09'],
    ['30d', '2026-03-30', '2026-03-01'],
    ['1m', '2026-03-15', '2026-02-16'],
    ['1m', '2026-03-31', '2026-03-01'],
    ['3m', '2026-03-15', '2025-12-16'],
    ['6m', '2026-03-15', '2025-09-16'],
    ['1y', '2024-02-29', '2023-03-01'],
  ])('[R8] lets %s end on %s and begin on %s', (period, base_date, from) => {
    expect(readRange({ period, base_date }, '2026-12-31')).toEqual({ from, to: base_date });
  });

  it("[R8] ends on the user's today when no base date is given", () => {
    expect(readRange({ period: '1d' }, '2026-11-22')).toEqual({ from: '2026-11-22', to: '2026-11-22' });
  });

  it('[R8] reads everything up to the base date for max', () => {
    expect(readRange({ period: 'max', base_date: '2026-01-01' }, '2026-11-22')).toEqual({
      from: undefined,
      to: '2026-01-01',
    });
  });

  it('[R8] reads the inclusive range between base_date and end_date', () => {
    const range = { base_date: '2026-01-01', end_date: '2026-01-31' };
    expect(readRange(range, '2026-11-22')).toEqual({ from: '2026-01-01', to: '2026-01-31' });
  });

  it.each([
    {},
    { period: '1d', end_date: '2026-01-31', base_date: '2026-01-01' },
    { end_date: '2026-01-31' },
    { period: '2d' },
    { period: '' },
    { period: ['1d', '7d'] },
    { period: '1d', base_date: 'today' },
    { period: '1d', base_date: '2026-02-30' },
    { period: '1d', base_date: '2026-2-3' },
    { period: '1d', base_date: '' },
    { period: '1d', base_date: '0000-01-01' },
    { period: '1y', base_date: '0001-01-01' },
    { base_date: '0000-01-01', end_date: '9999-12-31' },
    { base_date: '2026-02-01', end_date: '2026-01-01' },
    { base_date: '2026-02-01', end_date: '20260201' },
    { base_date: '2026-02-01', end_date: ['2026-02-01'] },
  ])('[R8] refuses %j', (query) => {
    expect(readRange(query, '2026-11-22')).toBeUndefined();
  });
});
