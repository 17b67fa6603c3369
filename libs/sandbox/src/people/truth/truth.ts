import { civilDateOf, dayNumber } from '../civil';
import type { CivilDate, Day, Person } from '../person';
import { Zone } from '../zone';
import { fitbitWebApiDays } from './fitbit-web-api';
import { googleHealthValues } from './google-health';
import type { DayValues, TruthPoint, UpstreamName } from './points';

type DatedValues = Iterable<[CivilDate, DayValues]>;

const VALUES: Record<UpstreamName, (person: Person, today: CivilDate) => DatedValues> = {
  'google-health': googleHealthDays,
  'fitbit-web-api': fitbitWebApiDays,
};

/**
 * Every value of a person as the module should store it, ordered by resource (as text), then date.
 *
 * @param nowMs what the person calls today: the Fitbit Web API has values for days without any sync, too
 */
export function truthOf(person: Person, upstream: UpstreamName, nowMs: number): TruthPoint[] {
  const series = new Map<string, TruthPoint[]>();
  for (const [date, values] of VALUES[upstream](person, Zone.of(person.timeZone).dateAt(nowMs))) {
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

/** What a device says of days to come is not true yet. */
function* googleHealthDays(person: Person, today: CivilDate): Generator<[CivilDate, DayValues]> {
  for (const day of daysOf(person)) if (day.date <= today) yield [day.date, googleHealthValues(day)];
}

/** The days with a record, oldest first. */
export function* daysOf(person: Person): Generator<Day> {
  const last = dayNumber(person.newestDate);
  for (let day = dayNumber(person.memberSince); day <= last; day += 1) {
    const recorded = person.day(civilDateOf(day));
    if (recorded) yield recorded;
  }
}
