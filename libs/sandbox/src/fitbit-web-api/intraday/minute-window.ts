import { epochDayOf } from '../../calendar/iso-date';
import type { IsoDate } from '../../people/person';
import { validation } from '../errors/errors';

const MINUTES_OF_DAY = 24 * 60;

/** A range of local time. */
export interface MinuteWindow {
  readonly from: IsoDate;
  readonly to: IsoDate;
  /** The first minute, on the first day. */
  readonly firstMinute: number;
  /** The minute after the last one, on the last day. */
  readonly endMinute: number;
  readonly minutes: number;
}

/** @throws FitbitWebApiError for invalid times, or an end before the start */
export function readMinuteWindow(from: IsoDate, to: IsoDate, fromTime = '00:00', toTime = '23:59'): MinuteWindow {
  const [firstMinute, endMinute] = [minuteIn(fromTime, 'startTime'), minuteIn(toTime, 'endTime') + 1];
  const minutes = (epochDayOf(to) - epochDayOf(from)) * MINUTES_OF_DAY + endMinute - firstMinute;
  if (minutes < 1) throw validation('endDate', 'End must not be before start.');
  return { from, to, firstMinute, endMinute, minutes };
}

/** Formats a minute of the day as `HH:mm:ss`. */
export function clockText(minute: number): string {
  const digits = (value: number): string => String(value).padStart(2, '0');
  return `${digits(Math.floor(minute / 60))}:${digits(minute % 60)}:00`;
}

function minuteIn(text: string, fieldName: string): number {
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(text)) throw validation(fieldName, `Invalid time: ${text}`);
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
}
