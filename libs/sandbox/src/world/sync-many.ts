import type { Person } from '../people/person';
import { type Change, type SyncRequest, type World, WorldError } from './world';

/** A sync of many people at once. */
export interface SyncManyRequest extends SyncRequest {
  /** Any of their ids; all people when absent. */
  readonly people?: readonly string[];
}

/** What changed for one of them. */
export interface SyncManyResult {
  readonly id: string;
  readonly changes: readonly Change[];
}

/**
 * Many devices sync. A date before a person's first day is skipped for that person.
 *
 * @throws WorldError for an unknown person, before anything happens, or for a date that is none
 */
export function syncMany(world: World, { people, dates = [], types }: SyncManyRequest = {}): SyncManyResult[] {
  const syncing = people?.map((id) => personOf(world, id)) ?? world.people;
  return syncing.map(({ id, memberSince }) => {
    const own = dates.filter((date) => date >= memberSince);
    return { id, changes: world.sync(id, { dates: own, ...(types ? { types } : {}) }) };
  });
}

function personOf(world: World, id: string): Person {
  const person = world.find(id);
  if (!person) throw new WorldError('unknown-person', `Nobody here is called "${id}".`);
  return person;
}
