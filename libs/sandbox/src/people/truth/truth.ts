import { civilDateOf, dayNumber } from '../civil';
import type { CivilDate, Day, Person } from '../person';
import { Zone } from '../zone';
import { fitbitWebApiValues } from './fitbit-web-api';
import { googleHealthValues } from './google-health';
import type { DayValues, TruthPoint, UpstreamName } from './points';

const VALUES: Record<UpstreamName, (day: Day) => DayValues> = {
  'google-health': googleHealthValues,
  'fitbit-web-api': fitbitWebApiValues,
};

/** Every value of a person as the module should store it, ordered by resource (as text), then date. */
export function truthOf(person: Person, upstream: UpstreamName): TruthPoint[] {
  const series = new Map<string, TruthPoint[]>();
  for (const day of daysOf(person)) {
    for (const [resource, value] of Object.entries(VALUES[upstream](day))) {
      if (value === undefined) continue;
      const points = series.get(resource);
      const point = { resource, date: day.date, value };
      if (points) points.push(point);
      else series.set(resource, [point]);
    }
  }
  return [...series.keys()].sort().flatMap((resource) => series.get(resource) ?? []);
}

/** The days with a record, oldest first. */
export function* daysOf(person: Person): Generator<Day> {
  const last = dayNumber(lastDateOf(person));
  for (let day = dayNumber(person.memberSince); day <= last; day += 1) {
    const recorded = person.day(civilDateOf(day));
    if (recorded) yield recorded;
  }
}

/** The civil day of the last sync. */
export function lastDateOf({ timeZone, lastSyncMs }: Person): CivilDate {
  return Zone.of(timeZone).dateAt(lastSyncMs);
}
