import { personIn } from './person-in';
import type { Change, SyncRequest, World } from './world';

/** A sync of many people at once. */
export interface SyncManyRequest extends SyncRequest {
  /** Any of their ids; by default all people. */
  readonly people?: readonly string[];
}

/** The changes of one person. */
export interface SyncManyResult {
  readonly id: string;
  readonly changes: readonly Change[];
}

/**
 * Syncs many devices. Dates before a person's first day are skipped for that person.
 *
 * @throws WorldError for an unknown person, before anything changes, or for an invalid date
 */
export function syncMany(world: World, { people, dates = [], types }: SyncManyRequest = {}): SyncManyResult[] {
  const syncing = people?.map((id) => personIn(world, id)) ?? world.people;
  return syncing.map(({ id, memberSince }) => {
    const own = dates.filter((date) => date >= memberSince);
    return { id, changes: world.sync(id, { dates: own, ...(types ? { types } : {}) }) };
  });
}
