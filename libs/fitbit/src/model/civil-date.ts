import { Temporal } from 'temporal-polyfill';

/** A civil date, `yyyy-MM-dd`, in the user's own time zone. Dates of this form sort as text. */
export type CivilDate = string;

const CIVIL_DATE = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 86_400_000;
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** `true` for a real day of the calendar written `yyyy-MM-dd`; `2026-02-30`, `2026-2-3` and the year 0 are not. */
export function isCivilDate(text: unknown): text is CivilDate {
  if (typeof text !== 'string' || !CIVIL_DATE.test(text)) return false;
  return isDayOfCalendar(Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8)));
}

/** Expects integers; months count from 1. The year 0 has no days. */
export function isDayOfCalendar(year: number, month: number, day: number): boolean {
  const isLeapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const daysInMonth = month === 2 && isLeapYear ? 29 : (DAYS_IN_MONTH[month - 1] ?? 0);
  return year >= 1 && day >= 1 && day <= daysInMonth;
}

/** Days since 1970-01-01, for fast arithmetic over many days. */
export function dayNumber(date: CivilDate): number {
  return Date.parse(date) / DAY_MS;
}

/** The inverse of {@link dayNumber}. */
export function civilDateOf(day: number): CivilDate {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** The date that is `days` later, or earlier when `days` is negative. */
export function addDays(date: CivilDate, days: number): CivilDate {
  return civilDateOf(dayNumber(date) + days);
}

/** The civil date in `timeZone` at `instant`. */
export function civilDateIn(timeZone: string, instant: Date): CivilDate {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toString();
}

/** When the day after the one at `instant` begins in `timeZone`. With a change of the clocks that is not always at 0:00. */
export function startOfNextDay(timeZone: string, instant: Date): Date {
  const here = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone);
  return new Date(here.add({ days: 1 }).startOfDay().epochMilliseconds);
}

/**
 * `true` for an IANA time zone that this runtime knows, such as `Europe/Berlin`. An offset (`+02:00`) is refused, because
 * it would be wrong for part of the year.
 */
export function isTimeZone(name: unknown): name is string {
  if (typeof name !== 'string' || !/^[A-Za-z]/.test(name)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}
