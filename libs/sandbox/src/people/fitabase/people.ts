import type { PersonFacts } from '../day-source';
import { identityOf } from '../person-ids';
import { hashText } from '../../numbers/random';
import { FitabaseSource } from './fitabase-source';
import { firstDateOf, type FitabaseFolder } from './folder';

/** The folder contains no ages, but the profile of the upstreams has one. */
const AGE = 40;

/** The people of a folder, under their own ids. The files contain no floors, so no person has an altimeter. */
export function fitabasePeople(folder: FitabaseFolder): PersonFacts[] {
  return folder.people.map((person) => {
    const personSeed = hashText(person.id);
    return {
      id: person.id,
      ...identityOf(0, personSeed),
      displayName: `Participant ${person.id}`,
      age: AGE,
      memberSince: firstDateOf(person),
      hasAltimeter: false,
      source: new FitabaseSource(person, personSeed),
    };
  });
}
