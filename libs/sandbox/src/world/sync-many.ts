import { personIn } from './person-in';
import type { Change, SyncRequest, World } from './world';

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
  const syncing = people?.map((id) => personIn(world, id)) ?? world.people;
  return syncing.map(({ id, memberSince }) => {
    const own = dates.filter((date) => date >= memberSince);
    return { id, changes: world.sync(id, { dates: own, ...(types ? { types } : {}) }) };
  });
}
