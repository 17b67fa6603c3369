import type { Day } from './person';
import type { DaySource } from './day-source';
import { isoDateOf } from '../calendar/iso-date';
import { Zone } from '../calendar/zone';

/** The instants at which a civil day starts and ends. */
export interface DayBounds {
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * A day ends when the next one starts. A flight east shortens it, because the new date starts earlier; after a flight
 * west, the hours in between belong to no day.
 */
export function dayBounds(source: Pick<DaySource, 'timeZoneOn'>, day: number): DayBounds {
  const here = Zone.get(source.timeZoneOn(day));
  const next = Zone.get(source.timeZoneOn(day + 1));
  const startMs = here.startOfDayMs(day);
  const endMs = here.startOfDayMs(day + 1);
  return { startMs, endMs: here === next ? endMs : Math.min(endMs, next.startOfDayMs(day + 1)) };
}

/** A day without any record. Late values are added to it. */
export function blankDay(source: Pick<DaySource, 'timeZoneOn'>, day: number): Day {
  const timeZone = source.timeZoneOn(day);
  return { date: isoDateOf(day), timeZone, ...dayBounds(source, day), sleep: [], measurements: [], intake: [] };
}
