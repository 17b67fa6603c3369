import { addDays, civilDateOf, isCivilDate, type CivilDate } from '../../../model/civil-date';
import { clip, normalize, type DateRange } from '../../../model/date-range';
import type { AnswerNode } from '../../http/answer-node';
import { isBelievable } from '../../shared/believable-days';
import { ifWellFormed } from '../../shared/if-well-formed';
import { civilMoment, instantMs } from '../interpret/civil';

const DAY_MS = 86_400_000;
const ISO_8601 = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:[.,]\d{1,9})?)?$/;

interface Bound {
  readonly date: CivilDate;
  readonly isMidnight: boolean;
}
interface Interval {
  readonly start: Bound;
  readonly end: Bound;
}

/** The days that the intervals of a notification touch, and the number of intervals without such days. */
export interface NotifiedDays {
  readonly days: readonly DateRange[];
  readonly unreadable: number;
  /** Well-formed, but on impossible days, as a device with a wrong clock reports. */
  readonly elsewhere: number;
}

export interface NotifiedDaysSettings {
  /** An interval that ends at midnight touches the day that begins then only if its data belong to the day of its end. */
  readonly belongsToItsEnd: boolean;
  /** The possible days. */
  readonly limit: DateRange;
}

/** Parses `intervals`. */
export function parseNotifiedDays(intervals: readonly AnswerNode[], settings: NotifiedDaysSettings): NotifiedDays {
  const parsed = intervals.map((interval) => daysOf(interval, settings));
  const readable = parsed.filter((days) => days !== undefined);
  const possible = readable.flatMap((days) => possiblePart(days, settings.limit) ?? []);
  const [unreadable, elsewhere] = [parsed.length - readable.length, readable.length - possible.length];
  return { days: normalize(possible), unreadable, elsewhere };
}

/** Civil times are the user's own; a physical time may differ from them by a day in either direction. */
function daysOf(node: AnswerNode, { belongsToItsEnd, limit }: NotifiedDaysSettings): DateRange | undefined {
  const civil = ifWellFormed(() => civilInterval(node.field('civilDateTimeInterval')));
  const text = civil ?? ifWellFormed(() => textInterval(node.field('civilIso8601TimeInterval')));
  const days = text
    ? { from: text.start.date, to: lastDay(text, belongsToItsEnd) }
    : ifWellFormed(() => physicalInterval(node.field('physicalTimeInterval')));
  if (!days || days.from > days.to) return undefined;
  const reach = text ? 0 : 1;
  return { from: addDays(days.from, -reach), to: days.to < limit.to ? addDays(days.to, reach) : days.to };
}

/** An impossible begin makes the interval useless. An impossible end, as of a clock that jumped ahead, is cut off. */
function possiblePart(days: DateRange, limit: DateRange): DateRange | undefined {
  return isBelievable(days.from, limit) ? clip([days], limit)[0] : undefined;
}

function lastDay({ start, end }: Interval, belongsToItsEnd: boolean): CivilDate {
  return end.isMidnight && start.date < end.date && !belongsToItsEnd ? addDays(end.date, -1) : end.date;
}

function civilInterval(node: AnswerNode): Interval {
  const bound = (key: string): Bound => {
    const { date, order } = civilMoment(node.field(key));
    return { date, isMidnight: order % DAY_MS === 0 };
  };
  return { start: bound('startDateTime'), end: bound('endDateTime') };
}

function textInterval(node: AnswerNode): Interval {
  const bound = (key: string): Bound => {
    const [, date, ...time] = ISO_8601.exec(node.field(key).text()) ?? [];
    if (!isCivilDate(date)) throw node.malformed('is not a civil time');
    return { date, isMidnight: time.every((part) => Number(part ?? 0) === 0) };
  };
  return { start: bound('startTime'), end: bound('endTime') };
}

function physicalInterval(node: AnswerNode): DateRange {
  const day = (key: string) => civilDateOf(Math.floor(instantMs(node.field(key)) / DAY_MS));
  return { from: day('startTime'), to: day('endTime') };
}
