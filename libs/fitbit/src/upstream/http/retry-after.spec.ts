import { retryAfterMs } from './retry-after';

const date = 'Sun, 22 Nov 2026 12:00:00 GMT';

describe('retryAfterMs', () => {
  it.each([
    ['seconds', { 'retry-after': '120' }, 120_000],
    ['the shortest wait', { 'retry-after': '1' }, 1_000],
    ['the longest wait', { 'retry-after': '3600' }, 3_600_000],
    ['a date, counted from the date of the answer', { 'retry-after': 'Sun, 22 Nov 2026 12:02:00 GMT', date }, 120_000],
    ['nothing at all', {}, 60_000],
    ['no wait', { 'retry-after': '0' }, 60_000],
    ['a day', { 'retry-after': '86400' }, 60_000],
    ['a negative number', { 'retry-after': '-5' }, 60_000],
    ['a date that has passed', { 'retry-after': 'Sun, 22 Nov 2026 11:00:00 GMT', date }, 60_000],
    ['a date without anything to count from', { 'retry-after': 'Sun, 22 Nov 2026 12:02:00 GMT' }, 60_000],
    ['rubbish', { 'retry-after': 'soon', date }, 60_000],
  ])('understands %s', (_, headers: Record<string, string>, expected) => {
    expect(retryAfterMs(new Headers(headers))).toBe(expected);
  });
});
