import { DAY_MS, isoDateOf } from '../../calendar/iso-date';
import type { Person } from '../../people/person';
import type { GoogleHealthSwitches } from '../../switches/google-health.switches';
import { openCollection } from '../auth/collection';
import { invalid } from '../errors/errors';
import { type Message, readMessage } from '../json/message';
import type { DataPointsCall } from '../points/call';
import { type Family, readFamily } from '../points/family';
import { checkPageSize } from '../points/page-size';
import { invalidPageToken } from '../points/page-tokens';
import { formatTimestamp } from '../time/rfc3339';
import { checkDuration, checkRange, windowAt, type Windows } from './window-checks';
import { add, type Rollup, type Sums } from './rollup';
import { ROLLUPS } from './rollups';

/** `RollUpDataPointsRequest`. */
const ROLL_UP = {
  range: { startTime: 'timestamp', endTime: 'timestamp' },
  windowSize: 'duration',
  pageSize: 'int32',
  pageToken: 'string',
  dataSourceFamily: 'string',
} as const;

/** `dataPoints.rollUp`: windows of physical time, newest first, without empty windows. */
export function rollUp({ caller, params, service, body }: DataPointsCall): object {
  const { switches } = service;
  const message = readMessage(ROLL_UP, body);
  const { type, ownOnly } = openCollection(params, 'rollup', 'parent', caller, service);
  const family = readFamily(message.dataSourceFamily, ownOnly);
  const windows = readWindows(message);
  const pageSize = checkPageSize(message.pageSize, switches);
  if (message.pageToken) throw invalidPageToken();
  checkDuration(windows, pageSize, type.capDays, assumedPageSize(switches));

  const rollup = ROLLUPS.get(type.id);
  const sums = rollup ? sumWindows(caller.person, rollup, family, windows) : new Map<number, Sums>();
  const points = [...sums]
    .sort(([a], [b]) => b - a)
    .flatMap(([index, total]) => {
      const value = rollup?.render(total, switches.explicitZeros);
      const { startMs, endMs } = windowAt(windows, index);
      const bounds = { startTime: formatTimestamp(startMs), endTime: formatTimestamp(endMs) };
      return value ? [{ ...bounds, [type.key]: value }] : [];
    });
  return points.length > 0 ? { rollupDataPoints: points } : {};
}

function assumedPageSize({ rollUpDefaultPageSize }: Readonly<GoogleHealthSwitches>): number | undefined {
  return rollUpDefaultPageSize === 'range' ? undefined : rollUpDefaultPageSize;
}

function readWindows({ range, windowSize }: Message<typeof ROLL_UP>): Windows {
  if (range?.startTime === undefined || range.endTime === undefined) {
    throw invalid('INVALID_TIME_RANGE', 'The range must have a start time and an end time.');
  }
  if (windowSize === undefined || windowSize < 1000) {
    throw invalid('INVALID_ROLLUP_WINDOW', 'window_size must be at least 1s.');
  }
  const windows = { startMs: range.startTime, endMs: range.endTime, windowMs: windowSize };
  checkRange(windows);
  return windows;
}

/** Stores non-empty windows only, because there may be millions of windows. */
function sumWindows(person: Person, rollup: Rollup, family: Family, windows: Windows): Map<number, Sums> {
  const sums = new Map<number, Sums>();
  const { startMs, endMs, windowMs } = windows;
  // A civil day is at most one day away from the UTC day of the same date.
  for (let utcDay = Math.floor(startMs / DAY_MS) - 1; utcDay * DAY_MS < endMs + DAY_MS; utcDay++) {
    const day = person.day(isoDateOf(utcDay));
    if (!day || day.endMs <= startMs || day.startMs >= endMs) continue;
    for (const { ms, sums: part } of rollup.parts(day, family)) {
      if (ms < startMs || ms >= endMs) continue;
      const index = Math.floor((ms - startMs) / windowMs);
      sums.set(index, add(sums.get(index), part));
    }
  }
  return sums;
}
