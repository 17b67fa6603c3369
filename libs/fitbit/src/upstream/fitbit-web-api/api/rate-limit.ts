import type { AnswerHeaders } from '../../http/http-client';
import { retryAfterMs } from '../../http/retry-after';

const LONGEST_S = 3600;
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
  const reset = headers.get('fitbit-rate-limit-reset')?.trim() ?? '';
  const resetMs = /^\d{1,4}$/.test(reset) && Number(reset) <= LONGEST_S ? Number(reset) * 1000 + SLACK_MS : undefined;
  if (resetMs === undefined) return retryAfterMs(headers);
  return headers.get('retry-after') !== null ? Math.max(resetMs, retryAfterMs(headers)) : resetMs;
}
