import type { PersonFacts } from '../day-source';
import { yearsBefore } from '../civil';
import { identityOf } from '../identity';
import { Zone } from '../zone';
import { GeneratedSource } from './generated-source';
import { timeZoneOn } from './presence';
import { type Traits, traitsOf } from './traits';

/**
 * Somebody made up. Depends on the seed, the index and the years alone, so that a bigger world holds the same people.
 *
 * @param index 0 for `p1`.
 */
export function generatePerson(seed: number, index: number, years: number, now: Date): PersonFacts {
  const traits = traitsOf(seed, index);
  const memberSince = yearsBefore(todayOf(traits, now), years);
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

function todayOf(traits: Traits, now: Date): string {
  const home = Zone.of(traits.homeZone);
  return Zone.of(timeZoneOn(traits, home.dayAt(now.getTime()))).dateAt(now.getTime());
}
