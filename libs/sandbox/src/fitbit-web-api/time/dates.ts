import { epochDayOf, isIsoDate } from '../../calendar/iso-date';
import type { IsoDate, Person } from '../../people/person';
import { Zone } from '../../calendar/zone';
import type { FitbitDataSwitches } from '../../switches/fitbit-data.switches';
import { validation } from '../errors/errors';

/** Days that are asked for, both included. */
export interface DateSpan {
  readonly from: IsoDate;
  readonly to: IsoDate;
}

/** The owner's calendar: `today` is a day in the zone of the profile (reference §1.3). */
export function todayAt({ timeZone }: Person, nowMs: number): IsoDate {
  return Zone.get(timeZone).dateAt(nowMs);
}

/** @throws FitbitError */
export function readDate(text: string | undefined, fieldName: string, today: IsoDate | undefined): IsoDate {
  if (text === 'today' && today !== undefined) return today;
  if (isIsoDate(text)) return text;
  throw validation(fieldName, `Invalid date: ${text ?? ''}`);
}

/** Both ends of a range in the path, whose length is limited. The texts are UNCONFIRMED (reference §4.3). */
export function checkRange(range: DateSpan, maxDays: number, switches: Readonly<FitbitDataSwitches>): DateSpan {
  const difference = epochDayOf(range.to) - epochDayOf(range.from);
  if (difference < 0) throw validation('endDate', 'End date must not be before start date.');
  const most = switches.rangeCountsDifference ? maxDays : maxDays - 1;
  if (difference > most) throw validation('endDate', `The date range must not exceed ${maxDays} days.`);
  return range;
}
