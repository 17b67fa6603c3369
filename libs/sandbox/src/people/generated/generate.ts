import type { PersonFacts } from '../day-source';
import { yearsBefore } from '../../calendar/iso-date';
import { identityOf } from '../person-ids';
import { Zone } from '../../calendar/zone';
import { GeneratedSource } from './generated-source';
import { timeZoneOn } from './presence';
import { type Traits, traitsOf } from './traits';

/**
 * Generates a person. The result only depends on seed, index and years, so a larger world contains the same people.
 *
 * @param index 0 for `p1`
 */
export function generatePerson(seed: number, index: number, years: number, now: Date): PersonFacts {
  const traits = traitsOf(seed, index);
  const memberSince = yearsBefore(todayAt(traits, now), years);
  return {
    id: `p${index + 1}`,
    ...identityOf(seed, index),
    displayName: traits.displayName,
    age: traits.age,
    memberSince,
    hasAltimeter: traits.hasAltimeter,
    source: new GeneratedSource(traits, memberSince),
  };
}

function todayAt(traits: Traits, now: Date): string {
  const home = Zone.get(traits.homeZone);
  return Zone.get(timeZoneOn(traits, home.dayAt(now.getTime()))).dateAt(now.getTime());
}
