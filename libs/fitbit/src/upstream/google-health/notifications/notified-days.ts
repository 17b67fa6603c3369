import { MalformedAnswerError } from '../../../errors/fitbit.errors';
import { addDays, civilDateOf, type CivilDate } from '../../../model/civil-date';
import { clip, normalize, type DateRange } from '../../../model/date-range';
import type { AnswerNode } from '../../http/answer-node';
import { isBelievable } from '../../notifications/believable-days';
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

/** The days that the intervals of a notification touch, and how many intervals could not be read. */
export interface NotifiedDays {
  readonly days: readonly DateRange[];
  readonly unreadable: number;
}

/**
 * Reads `intervals`. The day that begins at the midnight on which an interval ends is not part of it, but for sleep,
 * which belongs to the day of its end.
 */
export function readNotifiedDays(intervals: readonly AnswerNode[], isSleep: boolean, limit: DateRange): NotifiedDays {
  const readable = intervals.flatMap((interval) => daysOf(interval, isSleep, limit) ?? []);
  return { days: normalize(readable), unreadable: intervals.length - readable.length };
}

/** Civil times are the user's own; a physical one may be a day away from them on either side. */
function daysOf(node: AnswerNode, isSleep: boolean, limit: DateRange): DateRange | undefined {
  const civil = readable(() => civilInterval(node.field('civilDateTimeInterval')));
  const text = civil ?? readable(() => textInterval(node.field('civilIso8601TimeInterval')));
  if (text) return within(limit, { from: text.start.date, to: lastDay(text, isSleep) });
  const physical = readable(() => physicalInterval(node.field('physicalTimeInterval')));
  const days = physical && within(limit, physical);
  return days && clip([{ from: addDays(days.from, -1), to: addDays(days.to, 1) }], limit)[0];
}

function lastDay({ start, end }: Interval, isSleep: boolean): CivilDate {
  return end.isMidnight && start.date < end.date && !isSleep ? addDays(end.date, -1) : end.date;
}

function within(limit: DateRange, days: DateRange): DateRange | undefined {
  return days.from <= days.to && isBelievable(days.from, limit) && isBelievable(days.to, limit) ? days : undefined;
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
    if (date === undefined) throw node.malformed('is not a civil time');
    return { date, isMidnight: time.every((part) => Number(part ?? 0) === 0) };
  };
  return { start: bound('startTime'), end: bound('endTime') };
}

function physicalInterval(node: AnswerNode): DateRange {
  const day = (key: string) => civilDateOf(Math.floor(instantMs(node.field(key)) / DAY_MS));
  return { from: day('startTime'), to: day('endTime') };
}

function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedAnswerError) return undefined;
    throw error;
  }
}
