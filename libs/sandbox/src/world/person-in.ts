import type { Person } from '../people/person';
import { unknownPerson } from '../people/world-error';
import type { World } from './world';

/**
 * A person by any of their ids.
 *
 * @throws WorldError `unknown-person`
 */
export function personIn(world: Pick<World, 'find'>, id: string): Person {
  const person = world.find(id);
  if (!person) throw unknownPerson(id);
  return person;
}
