import { isCivilDate, isDayOfCalendar, type CivilDate } from '../../../model/civil-date';
import type { AnswerNode } from '../../http/answer-node';

const TIMESTAMP = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;
const DURATION = /^(-?)(\d{1,12}(?:\.\d{1,9})?)s$/;
const EARLIEST_YEAR = 1900;
const LARGEST_OFFSET_SECONDS = 18 * 3600;

/** A moment on the user's wall clock. */
export interface CivilMoment {
  readonly date: CivilDate;
  /** `HH:mm` */
  readonly time: string;
  /** Orders moments by the wall clock, in milliseconds; not an epoch time. */
  readonly order: number;
}

/** google.type.Date: `{ "year": 2026, "month": 9, "day": 25 }`. */
export function civilDate(node: AnswerNode): CivilDate {
  const [year, month, day] = [node.field('year').count(), node.field('month').count(), node.field('day').count()];
  // A date without a year has the year 0.
  if (year < EARLIEST_YEAR || year > 9999 || !isDayOfCalendar(year, month, day)) {
    throw node.malformed('is not a day of the calendar');
  }
  return `${year}-${pad(month)}-${pad(day)}`;
}

/** CivilDateTime: parts of the time that are 0 are left out; midnight is `{}` or absent. */
export function civilMoment(node: AnswerNode): CivilMoment {
  const date = civilDate(node.field('date'));
  const time = node.optional('time');
  const part = (key: string, limit: number) => {
    const value = time?.optional(key)?.count() ?? 0;
    if (value >= limit) throw node.malformed(`${key} is out of range`);
    return value;
  };
  const [hours, minutes, seconds, nanos] = [
    part('hours', 24),
    part('minutes', 60),
    part('seconds', 60),
    part('nanos', 1e9),
  ];
  const order = Date.parse(date) + ((hours * 60 + minutes) * 60 + seconds) * 1000 + Math.floor(nanos / 1e6);
  return { date, time: `${pad(hours)}:${pad(minutes)}`, order };
}

/** An RFC 3339 timestamp, in epoch milliseconds. */
export function instantMs(node: AnswerNode): number {
  const text = node.text();
  const ms = isCivilDate(TIMESTAMP.exec(text)?.[1]) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw node.malformed('is not a timestamp');
  return ms;
}

/** The wall clock at `instant`, for points without civil times of their own. */
export function civilMomentAt(instant: AnswerNode, utcOffset: AnswerNode): CivilMoment {
  const offsetSeconds = seconds(utcOffset);
  if (Math.abs(offsetSeconds) > LARGEST_OFFSET_SECONDS) throw utcOffset.malformed('is not an offset');
  const order = instantMs(instant) + offsetSeconds * 1000;
  const text = new Date(order).toISOString();
  return { date: text.slice(0, 10), time: text.slice(11, 16), order };
}

/** A duration of 0 or more, `"41490s"`, in minutes. */
export function minutes(node: AnswerNode): number {
  const value = seconds(node);
  if (value < 0) throw node.malformed('is negative');
  return value / 60;
}

function seconds(node: AnswerNode): number {
  const match = DURATION.exec(node.text());
  if (!match) throw node.malformed('is not a duration');
  return match[1] === '-' ? -Number(match[2]) : Number(match[2]);
}

function pad(value: number): string {
  return value < 10 ? `0${value}` : `${value}`;
}
