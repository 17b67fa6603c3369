import type { SandboxClock } from '../sandbox-clock';
import { epochDayOf } from '../calendar/iso-date';
import { FITABASE_ZONE } from '../people/fitabase/fitabase-source';
import { fitabasePeople } from '../people/fitabase/people';
import { readFitabaseFolder } from '../people/fitabase/folder';
import { generatePerson } from '../people/generated/generate';
import type { Person } from '../people/person';
import { Population } from '../people/population';
import type { Change, EditRequest, SyncRequest } from '../people/requests';
import type { TruthPoint, UpstreamId } from '../people/truth/points';
import { Zone } from '../calendar/zone';

export type { DataType } from '../people/data-type';
export { FitabaseError } from '../people/fitabase/csv-table';
export type { Change, EditRequest, SyncRequest } from '../people/requests';
export type { TruthPoint, UpstreamId } from '../people/truth/points';
export { WorldError } from '../people/world-error';

export interface WorldOptions {
  /** How many people are generated: `p1`, `p2`, … Without effect when `dataDir` is given. */
  people: number;
  /** The same seed gives the same people. */
  seed: number;
  /**
   * How long ago the generated people joined.
   * @defaultValue 3
   */
  years?: number;
  /** A folder in the Fitabase CSV format: its people are the world's people. */
  dataDir?: string;
  clock: SandboxClock;
}

/** All people with a Fitbit, and what happens to their data. */
export interface World {
  readonly people: readonly Person[];
  /** By `id`, `healthUserId` or `legacyUserId`. */
  find(id: string): Person | undefined;
  /** The device syncs: days up to now appear. Returns what changed, oldest first. */
  sync(personId: string, request?: SyncRequest): Change[];
  /** A past day changes, for every way of reading it. Returns what changed: nothing when the value was there already. */
  edit(personId: string, request: EditRequest): Change[];
  /** Every value of a person as it should be stored, ordered by resource (as text), then date. */
  truth(personId: string, upstream?: UpstreamId): TruthPoint[];
  /** Back to the start: edits and syncs are forgotten. The clock is not touched. */
  reset(): void;
}

const DEFAULT_YEARS = 3;

/**
 * Creates the people. All devices have just synced, by the current clock.
 *
 * @throws FitabaseError when `dataDir` cannot be read whole.
 */
export function createWorld({ people, seed, years = DEFAULT_YEARS, dataDir, clock }: WorldOptions): World {
  const facts = dataDir
    ? fitabasePeople(readFitabaseFolder(dataDir))
    : Array.from({ length: people }, (_, index) => generatePerson(seed, index, years, clock.now()));
  return new Population(facts, clock);
}

/** Noon, where its people live, of the day after the folder's last: every day of the data is over then. */
export function noonAfterData(dataDir: string): Date {
  const day = epochDayOf(readFitabaseFolder(dataDir).lastDate) + 1;
  return new Date(Zone.get(FITABASE_ZONE).instantOf(day, 12 * 60));
}
