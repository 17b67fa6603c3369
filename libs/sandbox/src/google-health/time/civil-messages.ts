import { DAY_MS } from '../../calendar/iso-date';

/** `google.type.Date`. */
export interface DateMessage {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** `google.type.TimeOfDay`; parts that are zero are absent (reference §3). */
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

/** Every rollup needs the same few thousand days, so each is worked out once. */
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

/** Number of the day, or nothing when the parts are no day of the calendar (2026-02-30, month 0). */
export function epochDayOfMessage({ year = 0, month = 0, day = 0 }: Partial<DateMessage>): number | undefined {
  if (year < 1 || year > 9999) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const real = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real ? date.getTime() / DAY_MS : undefined;
}

/** What a wall clock shows, counted in milliseconds as if the wall stood in UTC. */
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
