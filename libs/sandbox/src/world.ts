import type { SandboxClock } from './clock';
import type { DataType } from './people/data-type';
import type { CivilDate, Person } from './people/person';

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

/** One day of one person that reads differently now, and the data types that changed. */
export interface Change {
  readonly date: CivilDate;
  readonly types: readonly DataType[];
}

/** A value as the module should store it. */
export interface TruthPoint {
  readonly resource: string;
  readonly date: CivilDate;
  /** Canonical decimal text; `HH:mm` for `sleep/startTime`. */
  readonly value: string;
}

export type UpstreamName = 'google-health' | 'fitbit-web-api';

export interface SyncRequest {
  /** Past days that arrive late or are restated with this sync. */
  readonly dates?: readonly CivilDate[];
  /** Restates only these types of `dates`; movement and sleep when absent. */
  readonly types?: readonly DataType[];
}

export interface EditRequest {
  readonly resource: string;
  readonly date: CivilDate;
  /** Decimal text in the resource's unit, `HH:mm` for `sleep/startTime`; `null` removes. */
  readonly value: string | null;
}

/** Everybody with a Fitbit, and what happens to their data. */
export interface World {
  readonly people: readonly Person[];
  /** By `id`, `healthUserId` or `legacyUserId`. */
  find(id: string): Person | undefined;
  /** The device syncs: days up to now appear. Returns what changed. */
  sync(personId: string, request?: SyncRequest): Change[];
  /** A past day changes, for every way of reading it. Returns what changed. */
  edit(personId: string, request: EditRequest): Change[];
  /** Every value of a person as it should be stored, ordered by resource, then date. */
  truth(personId: string, upstream?: UpstreamName): TruthPoint[];
  /** Back to the start: edits and syncs are forgotten. */
  reset(): void;
}

export function createWorld(options: WorldOptions): World {
  return {
    people: [],
    find: () => undefined,
    sync: () => [],
    edit: () => [],
    truth: () => [],
    reset: () => void options,
  };
}
