import { MalformedAnswerError } from '../../../errors/fitbit.errors';
import { addDays, civilDateOf, isCivilDate, type CivilDate } from '../../../model/civil-date';
import { clip, normalize, type DateRange } from '../../../model/date-range';
import type { AnswerNode } from '../../http/answer-node';
import { isBelievable } from '../../shared/believable-days';
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

/** The days that the intervals of a notification touch, and how many intervals there were no such days of. */
export interface NotifiedDays {
  readonly days: readonly DateRange[];
  readonly unreadable: number;
  /** Well-formed, on days on which nobody has data, as a device with a wrong clock reports. */
  readonly elsewhere: number;
}

/**
 * Reads `intervals`. The day that begins at the midnight on which an interval ends is not part of it, but for sleep,
 * which belongs to the day of its end.
 */
export function readNotifiedDays(intervals: readonly AnswerNode[], isSleep: boolean, limit: DateRange): NotifiedDays {
  const read = intervals.map((interval) => daysOf(interval, isSleep, limit));
  const readable = read.filter((days) => days !== undefined);
  const within = readable.flatMap((days) => believablePart(days, limit) ?? []);
  const [unreadable, elsewhere] = [read.length - readable.length, readable.length - within.length];
  return { days: normalize(within), unreadable, elsewhere };
}

/** Civil times are the user's own; a physical one may be a day away from them on either side. */
function daysOf(node: AnswerNode, isSleep: boolean, limit: DateRange): DateRange | undefined {
  const civil = readable(() => civilInterval(node.field('civilDateTimeInterval')));
  const text = civil ?? readable(() => textInterval(node.field('civilIso8601TimeInterval')));
  const days = text
    ? { from: text.start.date, to: lastDay(text, isSleep) }
    : readable(() => physicalInterval(node.field('physicalTimeInterval')));
  if (!days || days.from > days.to) return undefined;
  const reach = text ? 0 : 1;
  return { from: addDays(days.from, -reach), to: days.to < limit.to ? addDays(days.to, reach) : days.to };
}

/** What begins before there was anything is no change of today; what a clock that jumped ahead ended too late is one. */
function believablePart(days: DateRange, limit: DateRange): DateRange | undefined {
  return isBelievable(days.from, limit) ? clip([days], limit)[0] : undefined;
}

function lastDay({ start, end }: Interval, isSleep: boolean): CivilDate {
  return end.isMidnight && start.date < end.date && !isSleep ? addDays(end.date, -1) : end.date;
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

function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedAnswerError) return undefined;
    throw error;
  }
}
