import type { CivilDate } from './person';

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

const CIVIL_DATE = /^\d{4}-\d{2}-\d{2}$/;

/** `true` for a real day of the calendar written `yyyy-MM-dd`. */
export function isCivilDate(text: unknown): text is CivilDate {
  if (typeof text !== 'string' || !CIVIL_DATE.test(text)) return false;
  const instant = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text);
}

/** Days since 1970-01-01. */
export function dayNumber(date: CivilDate): number {
  return Date.UTC(+date.slice(0, 4), +date.slice(5, 7) - 1, +date.slice(8, 10)) / DAY_MS;
}

const written = new Map<number, CivilDate>();

/** The inverse of {@link dayNumber}. */
export function civilDateOf(day: number): CivilDate {
  let date = written.get(day);
  if (date === undefined) {
    date = new Date(day * DAY_MS).toISOString().slice(0, 10);
    written.set(day, date);
  }
  return date;
}

export function addDays(date: CivilDate, days: number): CivilDate {
  return civilDateOf(dayNumber(date) + days);
}

/** The same day `years` earlier; 29 February becomes 1 March. A part of a year counts by days. */
export function yearsBefore(date: CivilDate, years: number): CivilDate {
  const whole = Math.floor(years);
  const earlier = Date.UTC(+date.slice(0, 4) - whole, +date.slice(5, 7) - 1, +date.slice(8, 10));
  return civilDateOf(earlier / DAY_MS - Math.round((years - whole) * 365.25));
}
