import { addDays, civilDateOf, isCivilDate, type CivilDate } from '../../model/civil-date';
import type { DateRange } from '../../model/date-range';

/** Fitbit was founded in 2007: no data is older. */
const EARLIEST: CivilDate = '2007-01-01';
const DAY_MS = 86_400_000;
/** Kiribati, where each day begins first. */
const EASTERNMOST_OFFSET_MS = 14 * 3_600_000;

/** The days that a notification can concern at this moment. The last one allows for a clock that is a day ahead. */
export function believableDays(now: Date): DateRange {
  const todayInTheEast = civilDateOf(Math.floor((now.getTime() + EASTERNMOST_OFFSET_MS) / DAY_MS));
  return { from: EARLIEST, to: addDays(todayInTheEast, 1) };
}

/** `true` for a calendar day within `believable`. */
export function isBelievable(date: unknown, believable: DateRange): date is CivilDate {
  return isCivilDate(date) && believable.from <= date && date <= believable.to;
}
