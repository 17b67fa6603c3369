import type { GoogleHealthSwitches } from '../../switches/google-health.switches';
import { DAY_MS } from '../../calendar/iso-date';
import { invalid } from '../errors/errors';
import type { Message } from '../json/message';
import { epochDayOfMessage } from '../time/civil-messages';
import { checkRange, type Windows } from './window-checks';
import { checkPageSize } from '../points/page-size';

const DATE = { year: 'int32', month: 'int32', day: 'int32' } as const;
const TIME_OF_DAY = { hours: 'int32', minutes: 'int32', seconds: 'int32', nanos: 'int32' } as const;
const CIVIL_DATE_TIME = { date: DATE, time: TIME_OF_DAY } as const;

/** `DailyRollUpDataPointsRequest`. */
export const DAILY_ROLL_UP = {
  range: { start: CIVIL_DATE_TIME, end: CIVIL_DATE_TIME },
  windowSizeDays: 'int32',
  pageSize: 'int32',
  pageToken: 'string',
  dataSourceFamily: 'string',
} as const;

export interface DailyRequest extends Windows {
  readonly pageSize: number | undefined;
}

/**
 * Checks everything that does not depend on the data type. Times are civil milliseconds.
 *
 * @throws GoogleError
 */
export function readDailyRequest(
  body: Message<typeof DAILY_ROLL_UP>,
  switches: Readonly<GoogleHealthSwitches>,
): DailyRequest {
  const { range, windowSizeDays = 0 } = body;
  if (!range?.start || !range.end) throw invalid('INVALID_TIME_RANGE', 'The range must have a start and an end.');
  if (windowSizeDays < 0) throw invalid('INVALID_ROLLUP_WINDOW', 'window_size_days must be positive.');
  const request = {
    startMs: civilMs(range.start, 'range.start'),
    endMs: civilMs(range.end, 'range.end'),
    windowMs: (windowSizeDays || 1) * DAY_MS,
    pageSize: checkPageSize(body.pageSize, switches),
  };
  checkRange(request);
  if (request.startMs % DAY_MS !== 0) {
    throw invalid('INVALID_ROLLUP_WINDOW', 'The start of the range must be aligned with the aggregation window.');
  }
  return request;
}

function civilMs({ date, time = {} }: Message<typeof CIVIL_DATE_TIME>, field: string): number {
  const day = date && epochDayOfMessage(date);
  const { hours = 0, minutes = 0, seconds = 0, nanos = 0 } = time;
  const real = within(hours, 23) && within(minutes, 59) && within(seconds, 59) && within(nanos, 999_999_999);
  if (day === undefined || !real) {
    const description = `The civil date time of ${field} is invalid.`;
    throw invalid('INVALID_CIVIL_DATE_TIME', description, [{ field, description }]);
  }
  return day * DAY_MS + ((hours * 60 + minutes) * 60 + seconds) * 1000 + nanos / 1e6;
}

function within(value: number, max: number): boolean {
  return value >= 0 && value <= max;
}
