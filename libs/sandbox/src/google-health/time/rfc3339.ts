const TIMESTAMP = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?(?:Z|([+-])(\d{2}):(\d{2}))$/;
const CIVIL = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}):(\d{2}):(\d{2}))?$/;

/** Midnight of a date as UTC milliseconds; `undefined` for an impossible date such as 2026-02-30. */
function midnight(date: string): number | undefined {
  const ms = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(ms) && date >= '0001' && new Date(ms).toISOString().startsWith(date) ? ms : undefined;
}

function clockTime(hours: string, minutes: string, seconds: string): number | undefined {
  if (hours > '23' || minutes > '59' || seconds > '59') return undefined;
  return (Number(hours) * 60 + Number(minutes)) * 60_000 + Number(seconds) * 1000;
}

/**
 * Epoch milliseconds of an RFC 3339 timestamp with an offset and up to nine fractional digits. The result is rounded
 * up: points have whole milliseconds, so a bound one nanosecond later means the next millisecond.
 */
export function parseTimestamp(text: string): number | undefined {
  const match = TIMESTAMP.exec(text);
  if (!match) return undefined;
  const [, date = '', hours = '', minutes = '', seconds = '', fraction = '', sign, ...offsetParts] = match;
  const [offsetHours = '00', offsetMinutes = '00'] = offsetParts;
  const day = midnight(date);
  const time = clockTime(hours, minutes, seconds);
  const offset = clockTime(offsetHours, offsetMinutes, '00');
  if (day === undefined || time === undefined || offset === undefined) return undefined;
  return (
    day +
    time +
    Math.ceil(Number(`${fraction.slice(1)}000000000`.slice(0, 9)) / 1e6) -
    (sign === '-' ? -offset : offset)
  );
}

/** Civil milliseconds of `YYYY-MM-DD` or `YYYY-MM-DDTHH:mm:ss`. An offset is an error. */
export function parseCivil(text: string, dateOnly: boolean): number | undefined {
  const match = CIVIL.exec(text);
  if (!match) return undefined;
  const [, date = '', hours, minutes = '', seconds = ''] = match;
  if (hours === undefined) return midnight(date);
  const day = midnight(date);
  const time = clockTime(hours, minutes, seconds);
  return dateOnly || day === undefined || time === undefined ? undefined : day + time;
}

/** `2026-09-25T14:58:00Z`, with milliseconds only if there are any. */
export function formatTimestamp(epochMs: number): string {
  return new Date(epochMs).toISOString().replace('.000Z', 'Z');
}
