import { epochDayOf, isIsoDate } from '../../calendar/iso-date';
import type { IsoDate, Person } from '../../people/person';
import { Zone } from '../../calendar/zone';
import type { FitbitDataSwitches } from '../../switches/fitbit-data.switches';
import { validation } from '../errors/errors';

/** Requested days, both ends included. */
export interface DateSpan {
  readonly from: IsoDate;
  readonly to: IsoDate;
}

/** The current day in the time zone of the person's profile. */
export function todayAt({ timeZone }: Person, nowMs: number): IsoDate {
  return Zone.get(timeZone).dateAt(nowMs);
}

/** @throws FitbitWebApiError */
export function readDate(text: string | undefined, fieldName: string, today: IsoDate | undefined): IsoDate {
  if (text === 'today' && today !== undefined) return today;
  if (isIsoDate(text)) return text;
  throw validation(fieldName, `Invalid date: ${text ?? ''}`);
}

/** Checks the order and the length of a range. The messages are unconfirmed. */
export function checkRange(range: DateSpan, maxDays: number, switches: Readonly<FitbitDataSwitches>): DateSpan {
  const difference = epochDayOf(range.to) - epochDayOf(range.from);
  if (difference < 0) throw validation('endDate', 'End date must not be before start date.');
  const most = switches.rangeCountsDifference ? maxDays : maxDays - 1;
  if (difference > most) throw validation('endDate', `The date range must not exceed ${maxDays} days.`);
  return range;
}
