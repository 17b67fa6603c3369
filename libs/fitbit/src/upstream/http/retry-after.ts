import type { AnswerHeaders } from './http-client';

const FALLBACK_MS = 60_000;
const SHORTEST_MS = 1_000;
const LONGEST_MS = 3_600_000;

/**
 * How long an answer asks to wait, in milliseconds: its `Retry-After` if between a second and an hour, otherwise a minute.
 * A date counts from the answer's own `Date`, so a wrong clock on either side does no harm.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
 */
export function retryAfterMs(headers: AnswerHeaders): number {
  const asked = headers.get('retry-after')?.trim() ?? '';
  const waitMs = /^\d+$/.test(asked) ? Number(asked) * 1000 : Date.parse(asked) - Date.parse(headers.get('date') ?? '');
  return waitMs >= SHORTEST_MS && waitMs <= LONGEST_MS ? waitMs : FALLBACK_MS;
}
