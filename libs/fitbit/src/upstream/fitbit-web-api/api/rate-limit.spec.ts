import { quotaReport, rateLimitWaitMs } from './rate-limit';

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

describe('quotaReport', () => {
  const report = (status: number, headers: Record<string, string>) =>
    quotaReport({ status, headers: new Headers(headers) });
  const told = (limit: string, remaining: string, reset: string) => ({
    'fitbit-rate-limit-limit': limit,
    'fitbit-rate-limit-remaining': remaining,
    'fitbit-rate-limit-reset': reset,
  });

  it.each([
    ['the truth', told('150', '149', '1478'), { limit: 150, remaining: 149, resetsInMs: 1_478_000 }],
    ['a raised quota', told('1500', '0', '0'), { limit: 1500, remaining: 0, resetsInMs: 0 }],
    ['more left than there is', told('150', '151', '1'), { limit: 150, remaining: undefined, resetsInMs: 1_000 }],
    ['no quota at all', told('0', '-1', '3601'), {}],
    ['an epoch for a reset', told('150', '3', '1795000000'), { limit: 150, remaining: 3 }],
    ['rubbish', told('many', '', 'NaN'), {}],
    ['nothing', {}, {}],
  ])('understands %s', (_, headers: Record<string, string>, expected) => {
    expect(report(200, headers)).toEqual(expected);
  });

  it('[B4] returns how long a refusal lasts', () => {
    expect(report(429, { 'retry-after': '31536000' }).refusedForMs).toBe(60_000);
    expect(report(429, told('150', '0', '1478')).refusedForMs).toBe(1_483_000);
  });
});
