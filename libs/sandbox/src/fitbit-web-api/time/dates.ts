import { dayNumber, isCivilDate } from '../../people/civil';
import type { CivilDate, Person } from '../../people/person';
import { Zone } from '../../people/zone';
import type { FitbitDataSwitches } from '../../switches/fitbit-data.switches';
import { validation } from '../errors/errors';

/** Days that are asked for, both included. */
export interface DateRange {
  readonly from: CivilDate;
  readonly to: CivilDate;
}

/** The owner's calendar: `today` is a day in the zone of the profile (reference §1.3). */
export function todayOf({ timeZone }: Person, nowMs: number): CivilDate {
  return Zone.of(timeZone).dateAt(nowMs);
}

/** @throws FitbitError */
export function readDate(text: string, fieldName: string, today: CivilDate | undefined): CivilDate {
  if (text === 'today' && today !== undefined) return today;
  if (isCivilDate(text)) return text;
  throw validation(fieldName, `Invalid date: ${text as string}`);
}

/** Both ends of a range in the path, whose length is limited. The texts are UNCONFIRMED (reference §4.3). */
export function checkRange(range: DateRange, maxDays: number, switches: Readonly<FitbitDataSwitches>): DateRange {
  const difference = dayNumber(range.to) - dayNumber(range.from);
  if (difference < 0) throw validation('endDate', 'End date must not be before start date.');
  const most = switches.rangeCountsDifference ? maxDays : maxDays - 1;
  if (difference > most) throw validation('endDate', `The date range must not exceed ${maxDays} days.`);
  return range;
}
