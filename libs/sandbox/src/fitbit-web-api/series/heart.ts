import { epochDayOf, isoDateOf } from '../../calendar/iso-date';
import type { Person } from '../../people/person';
import type { DateSpan } from '../time/dates';

const ZONES = [
  ['Out of Range', 0, 0.5],
  ['Fat Burn', 0.5, 0.7],
  ['Cardio', 0.7, 0.85],
  ['Peak', 0.85, 1],
] as const;
const LOWEST = 30;
const HIGHEST = 220;

/** The heart rate zones of a person without heart rate data: limits by age, without minutes or calories. */
export function heartRateZones({ age }: Person): object[] {
  const most = HIGHEST - age;
  return ZONES.map(([name, from, to]) => ({
    max: to === 1 ? HIGHEST : Math.round(most * to),
    min: from === 0 ? LOWEST : Math.round(most * from),
    name,
  }));
}

/** The heart rate zones of every day of a span. */
export function heartDays({ from, to }: DateSpan, person: Person): object[] {
  const value = { customHeartRateZones: [], heartRateZones: heartRateZones(person) };
  const first = epochDayOf(from);
  const count = epochDayOf(to) - first + 1;
  return Array.from({ length: count }, (_, index) => ({ dateTime: isoDateOf(first + index), value }));
}
