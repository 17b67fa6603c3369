import type { QuotaReport } from '../../fitbit-upstream';
import type { AnswerHeaders, HttpAnswer } from '../../http/http-client';
import { retryAfterMs } from '../../http/retry-after';

const LONGEST_S = 3600;
/** Ten times what the documentation says; more is a mistake. */
const LARGEST_LIMIT = 1500;
/** The counter starts again "approximately" at the top of the hour: its first seconds have been seen to refuse. */
const SLACK_MS = 5_000;

/**
 * How long a spent quota lasts, in milliseconds: the longer of what `Fitbit-Rate-Limit-Reset` and `Retry-After` say,
 * as far as either can be. `Retry-After` has been seen to be too short, and both to be missing.
 *
 * @see https://dev.fitbit.com/build/reference/web-api/developer-guide/application-design/#Rate-Limits and
 * https://github.com/arpanghosh8453/fitbit-grafana/issues/32
 */
export function rateLimitWaitMs(headers: AnswerHeaders): number {
  const resetS = count(headers, 'reset', LONGEST_S);
  if (resetS === undefined) return retryAfterMs(headers);
  const resetMs = resetS * 1000 + SLACK_MS;
  return headers.get('retry-after') !== null ? Math.max(resetMs, retryAfterMs(headers)) : resetMs;
}

/**
 * What the three headers of every answer say, as far as it can be true. The upstream counts here what other
 * installations of the same application send, too.
 */
export function quotaReport({ status, headers }: Pick<HttpAnswer, 'status' | 'headers'>): QuotaReport {
  const limit = count(headers, 'limit', LARGEST_LIMIT) || undefined;
  const resetS = count(headers, 'reset', LONGEST_S);
  return {
    limit,
    remaining: count(headers, 'remaining', limit ?? LARGEST_LIMIT),
    resetsInMs: resetS === undefined ? undefined : resetS * 1000,
    refusedForMs: status === 429 ? rateLimitWaitMs(headers) : undefined,
  };
}

function count(headers: AnswerHeaders, name: 'limit' | 'remaining' | 'reset', largest: number): number | undefined {
  const text = headers.get(`fitbit-rate-limit-${name}`)?.trim() ?? '';
  return /^\d{1,4}$/.test(text) && Number(text) <= largest ? Number(text) : undefined;
}
