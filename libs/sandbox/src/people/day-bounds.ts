import type { Day } from './person';
import type { DaySource } from './day-source';
import { isoDateOf } from '../calendar/iso-date';
import { Zone } from '../calendar/zone';

/** Where a civil day begins and ends on the line of instants. */
export interface DayBounds {
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * A day lasts until the next one begins: flying east cuts it short, for a new date starts while the old one still has
 * hours to go; after flying west the hours in between belong to no day.
 */
export function dayBounds(source: Pick<DaySource, 'timeZoneOn'>, day: number): DayBounds {
  const here = Zone.get(source.timeZoneOn(day));
  const next = Zone.get(source.timeZoneOn(day + 1));
  const startMs = here.startOfDayMs(day);
  const endMs = here.startOfDayMs(day + 1);
  return { startMs, endMs: here === next ? endMs : Math.min(endMs, next.startOfDayMs(day + 1)) };
}

/** A day on which nothing was recorded: what a late value starts from. */
export function blankDay(source: Pick<DaySource, 'timeZoneOn'>, day: number): Day {
  const timeZone = source.timeZoneOn(day);
  return { date: isoDateOf(day), timeZone, ...dayBounds(source, day), sleep: [], measurements: [], intake: [] };
}
