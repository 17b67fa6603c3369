import { epochDayOf, isoDateOf } from '../../calendar/iso-date';
import type { Day, IsoDate, Person } from '../person';
import { Zone } from '../../calendar/zone';
import { fitbitWebApiDays } from './fitbit-web-api';
import { googleHealthValues } from './google-health';
import type { DayValues, TruthPoint, UpstreamId } from './points';

type DatedValues = Iterable<[IsoDate, DayValues]>;

const VALUES: Record<UpstreamId, (person: Person, today: IsoDate) => DatedValues> = {
  'google-health': googleHealthDays,
  'fitbit-web-api': fitbitWebApiDays,
};

/**
 * Every value of a person as the module should store it, ordered by resource (as text), then date.
 *
 * @param nowMs determines today: the Fitbit Web API has values up to today, even for days after the last sync
 */
export function truthOf(person: Person, upstream: UpstreamId, nowMs: number): TruthPoint[] {
  const series = new Map<string, TruthPoint[]>();
  for (const [date, values] of VALUES[upstream](person, Zone.get(person.timeZone).dateAt(nowMs))) {
    for (const [resource, value] of Object.entries(values)) {
      if (value === undefined) continue;
      const points = series.get(resource);
      const point = { resource, date, value };
      if (points) points.push(point);
      else series.set(resource, [point]);
    }
  }
  return [...series.keys()].sort().flatMap((resource) => series.get(resource) ?? []);
}

/** Records that a device dated into the future do not count yet. */
function* googleHealthDays(person: Person, today: IsoDate): Generator<[IsoDate, DayValues]> {
  for (const day of daysOf(person)) if (day.date <= today) yield [day.date, googleHealthValues(day)];
}

/** The days with a record, oldest first. */
export function* daysOf(person: Person): Generator<Day> {
  const last = epochDayOf(person.newestDate);
  for (let day = epochDayOf(person.memberSince); day <= last; day += 1) {
    const recorded = person.day(isoDateOf(day));
    if (recorded) yield recorded;
  }
}
