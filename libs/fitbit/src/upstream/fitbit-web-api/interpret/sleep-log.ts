import type { CivilDate } from '../../../model/civil-date';
import type { DateRange } from '../../../model/date-range';
import type { AnswerNode } from '../../http/answer-node';
import { dateWithin, localTime } from './civil';

/** One session of sleep. It belongs to the day on which it ended, which the upstream names itself. */
export interface SleepLog {
  readonly id: string;
  readonly date: CivilDate;
  /** The wall clock's date and time; sorts as text. */
  readonly start: string;
  /** `HH:mm` */
  readonly startTime: string;
  readonly isMain: boolean;
  /** Minutes of a member such as `minutesAsleep`. */
  minutes(member: string): number;
  /** Percent of the time in bed. */
  efficiency(): AnswerNode;
  /** How often the person woke up; `undefined` for a log without levels. */
  awakenings(): number | undefined;
}

/** @see https://dev.fitbit.com/build/reference/web-api/sleep/get-sleep-log-by-date-range/ */
export function parseSleepLog(log: AnswerNode, window: DateRange): SleepLog {
  const { text: start, time: startTime } = localTime(log.field('startTime'));
  return {
    // Ids are 64 bits wide and may lose their last digits on the way through a double.
    id: `${String(log.object().logId)} ${start}`,
    date: dateWithin(window, log.field('dateOfSleep')),
    start,
    startTime,
    isMain: log.flag('isMainSleep'),
    minutes: (member) => log.field(member).count(),
    efficiency: () => log.field('efficiency'),
    awakenings: () => countAwakenings(log),
  };
}

/**
 * The summary of the levels counts every time the person woke up, those of three minutes and less included, which the
 * levels themselves list apart. It is called `wake` in a night of stages and `awake` in any other.
 */
function countAwakenings(log: AnswerNode): number | undefined {
  const summary = log.optional('levels')?.optional('summary');
  const awake = summary?.optional('wake') ?? summary?.optional('awake');
  return awake?.field('count').count();
}
