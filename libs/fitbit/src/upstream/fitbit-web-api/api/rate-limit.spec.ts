import { rateLimitWaitMs } from './rate-limit';

describe('rateLimitWaitMs', () => {
  it.each([
    ['both headers, which agree', { 'fitbit-rate-limit-reset': '1478', 'retry-after': '1478' }, 1_483_000],
    ['a Retry-After that is too short', { 'fitbit-rate-limit-reset': '1478', 'retry-after': '60' }, 1_483_000],
    ['a Retry-After that is longer', { 'fitbit-rate-limit-reset': '60', 'retry-after': '120' }, 120_000],
    ['the reset alone', { 'fitbit-rate-limit-reset': '1478' }, 1_483_000],
    ['a reset at this very moment', { 'fitbit-rate-limit-reset': '0' }, 5_000],
    ['the longest reset', { 'fitbit-rate-limit-reset': '3600' }, 3_605_000],
    ['Retry-After alone', { 'retry-after': '42' }, 42_000],
    ['a reset that is a point in time', { 'fitbit-rate-limit-reset': '1795000000', 'retry-after': '42' }, 42_000],
    ['a reset beyond the hour', { 'fitbit-rate-limit-reset': '9999' }, 60_000],
    ['rubbish', { 'fitbit-rate-limit-reset': 'soon', 'retry-after': 'later' }, 60_000],
    ['nothing', {}, 60_000],
  ])('understands %s', (_, headers: Record<string, string>, expected) => {
    expect(rateLimitWaitMs(new Headers(headers))).toBe(expected);
  });
});
