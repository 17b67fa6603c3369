import { DAY_MS } from '../../calendar/iso-date';

/** `google.type.Date`. */
export interface DateMessage {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** `google.type.TimeOfDay`. Parts that are zero are absent. */
export interface TimeOfDayMessage {
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
  readonly nanos?: number;
}

export interface CivilDateTimeMessage {
  readonly date: DateMessage;
  readonly time: TimeOfDayMessage;
}

const messages = new Map<number, DateMessage>();

/** Cached, because every rollup needs the same few thousand days. */
export function dateMessage(day: number): DateMessage {
  let message = messages.get(day);
  if (!message) {
    const date = new Date(day * DAY_MS);
    message = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
    if (messages.size > 50_000) messages.clear();
    messages.set(day, message);
  }
  return message;
}

/** Days since 1970-01-01; `undefined` for an impossible date such as 2026-02-30 or month 0. */
export function epochDayOfMessage({ year = 0, month = 0, day = 0 }: Partial<DateMessage>): number | undefined {
  if (year < 1 || year > 9999) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const real = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real ? date.getTime() / DAY_MS : undefined;
}

/** Converts civil milliseconds, which count local time as if it were UTC. */
export function civilDateTime(civilMs: number): CivilDateTimeMessage {
  const day = Math.floor(civilMs / DAY_MS);
  return { date: dateMessage(day), time: timeOfDay(civilMs - day * DAY_MS) };
}

function timeOfDay(ms: number): TimeOfDayMessage {
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor(ms / 60_000) % 60;
  const seconds = Math.floor(ms / 1000) % 60;
  const nanos = (ms % 1000) * 1_000_000;
  return {
    ...(hours ? { hours } : {}),
    ...(minutes ? { minutes } : {}),
    ...(seconds ? { seconds } : {}),
    ...(nanos ? { nanos } : {}),
  };
}
