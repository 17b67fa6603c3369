import { DAY_MS } from '../../people/civil';
import type { CivilDate } from '../../people/person';

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

interface KnownDay {
  readonly text: CivilDate;
  readonly message: DateMessage;
}

const days = new Map<number, KnownDay>();

/** Every rollup needs the same few thousand days, in text and in parts; they are worked out once. */
function knownDay(day: number): KnownDay {
  let known = days.get(day);
  if (!known) {
    const date = new Date(day * DAY_MS);
    const message = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
    known = { text: date.toISOString().slice(0, 10), message };
    if (days.size > 50_000) days.clear();
    days.set(day, known);
  }
  return known;
}

/** The civil date of a number of days since 1970-01-01. */
export function civilDateOf(day: number): CivilDate {
  return knownDay(day).text;
}

export function dateMessage(day: number): DateMessage {
  return knownDay(day).message;
}

/** Number of the day, or nothing when the parts are no day of the calendar (2026-02-30, month 0). */
export function dayNumberOf({ year = 0, month = 0, day = 0 }: Partial<DateMessage>): number | undefined {
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
