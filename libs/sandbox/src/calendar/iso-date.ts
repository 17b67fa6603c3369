import type { IsoDate } from '../people/person';

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

const CIVIL_DATE = /^\d{4}-\d{2}-\d{2}$/;

/** `true` for an existing date in the format `yyyy-MM-dd`. */
export function isIsoDate(text: unknown): text is IsoDate {
  if (typeof text !== 'string' || !CIVIL_DATE.test(text)) return false;
  const instant = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text);
}

/** Days since 1970-01-01. */
export function epochDayOf(date: IsoDate): number {
  return Date.UTC(+date.slice(0, 4), +date.slice(5, 7) - 1, +date.slice(8, 10)) / DAY_MS;
}

const written = new Map<number, IsoDate>();

/** The inverse of {@link epochDayOf}. */
export function isoDateOf(day: number): IsoDate {
  let date = written.get(day);
  if (date === undefined) {
    date = new Date(day * DAY_MS).toISOString().slice(0, 10);
    if (written.size > 50_000) written.clear();
    written.set(day, date);
  }
  return date;
}

export function shiftDate(date: IsoDate, days: number): IsoDate {
  return isoDateOf(epochDayOf(date) + days);
}

/** The same day `years` earlier; 29 February becomes 1 March. A fraction of a year is converted to days. */
export function yearsBefore(date: IsoDate, years: number): IsoDate {
  const whole = Math.floor(years);
  const earlier = Date.UTC(+date.slice(0, 4) - whole, +date.slice(5, 7) - 1, +date.slice(8, 10));
  return isoDateOf(earlier / DAY_MS - Math.round((years - whole) * 365.25));
}
