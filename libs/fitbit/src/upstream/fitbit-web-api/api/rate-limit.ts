import type { AnswerHeaders, HttpAnswer } from '../../http/http-client';
import { retryAfterMs } from '../../http/retry-after';
import type { QuotaReport } from '../../port/session';

const LONGEST_S = 3600;
/** Ten times the documented limit; a larger one is an error. */
const LARGEST_LIMIT = 1500;
/** The counter restarts "approximately" at the top of the hour: refusals have been observed in its first seconds. */
const SLACK_MS = 5_000;

/**
 * How long a spent quota lasts, in milliseconds: the longer of `Fitbit-Rate-Limit-Reset` and `Retry-After`. Impossible
 * values are ignored. Answers with a `Retry-After` that is too short, or with neither header, have been observed.
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
 * The content of the three quota headers of every answer, without impossible values. They also count the requests of
 * other installations of the same application.
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
