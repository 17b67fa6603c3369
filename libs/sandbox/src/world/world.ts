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
  /** The number of generated people: `p1`, `p2`, … Has no effect together with `dataDir`. */
  people: number;
  /** The same seed generates the same people. */
  seed: number;
  /**
   * How many years ago the generated people joined.
   * @defaultValue 3
   */
  years?: number;
  /** A folder in the Fitabase CSV format. Its people replace the generated ones. */
  dataDir?: string;
  clock: SandboxClock;
}

/** All people with a Fitbit, and the changes to their data. */
export interface World {
  readonly people: readonly Person[];
  /** Finds a person by `id`, `healthUserId` or `legacyUserId`. */
  find(id: string): Person | undefined;
  /** Syncs the device: days up to now appear. Returns the changes, oldest first. */
  sync(personId: string, request?: SyncRequest): Change[];
  /** Changes a past day for both upstreams. Returns the changes; none if the value is already stored. */
  edit(personId: string, request: EditRequest): Change[];
  /** Every value that should be stored for a person, ordered by resource (as text), then date. */
  truth(personId: string, upstream?: UpstreamId): TruthPoint[];
  /** Undoes edits and syncs. Does not touch the clock. */
  reset(): void;
}

const DEFAULT_YEARS = 3;

/**
 * Creates the people. All devices have just synced, by the current clock.
 *
 * @throws FitabaseError for an unreadable or invalid `dataDir`
 */
export function createWorld({ people, seed, years = DEFAULT_YEARS, dataDir, clock }: WorldOptions): World {
  const facts = dataDir
    ? fitabasePeople(readFitabaseFolder(dataDir))
    : Array.from({ length: people }, (_, index) => generatePerson(seed, index, years, clock.now()));
  return new Population(facts, clock);
}

/**
 * Noon, in the people's time zone, of the day after the last date of the folder: every day of the data is over then.
 */
export function noonAfterData(dataDir: string): Date {
  const day = epochDayOf(readFitabaseFolder(dataDir).lastDate) + 1;
  return new Date(Zone.get(FITABASE_ZONE).instantOf(day, 12 * 60));
}
