import type { DateRange } from '../../../model/date-range';
import type { AnswerNode } from '../../http/answer-node';
import type { SleepSession } from '../../shared/sleep-by-day';
import { dateWithin, localTime } from './civil';

/** One session of sleep. The upstream itself names the day on which it ended. */
export interface SleepLog extends SleepSession {
  /** Minutes of a member such as `minutesAsleep`. */
  minutes(member: string): number;
  /** Percent of the time in bed. */
  efficiency(): number;
  /** How often the person woke up; `undefined` for a log without levels. */
  awakenings(): number | undefined;
}

/** @see https://dev.fitbit.com/build/reference/web-api/sleep/get-sleep-log-by-date-range/ */
export function parseSleepLog(log: AnswerNode, window: DateRange): SleepLog {
  const { text: start, time: startTime } = localTime(log.field('startTime'));
  const minutes = (member: string) => log.field(member).count();
  return {
    // Ids are 64 bits wide, and a double may lose their last digits: the start tells such logs apart.
    id: `${String(log.object().logId)} ${start}`,
    date: dateWithin(window, log.field('dateOfSleep')),
    startMs: Date.parse(`${start}Z`),
    startTime,
    isMain: log.flag('isMainSleep'),
    length: () => minutes('timeInBed'),
    minutes,
    efficiency: () => log.field('efficiency').decimal(),
    awakenings: () => countAwakenings(log),
  };
}

/**
 * The summary of the levels counts every awakening, those of three minutes and less included, which the levels list
 * separately. It is called `wake` in a night of stages and `awake` in any other.
 */
function countAwakenings(log: AnswerNode): number | undefined {
  const summary = log.optional('levels')?.optional('summary');
  const awake = summary?.optional('wake') ?? summary?.optional('awake');
  return awake?.field('count').count();
}
