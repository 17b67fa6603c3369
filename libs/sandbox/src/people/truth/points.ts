import type { IsoDate } from '../person';

/** A value as the module should store it. */
export interface TruthPoint {
  readonly resource: string;
  readonly date: IsoDate;
  /** Canonical decimal text; `HH:mm` for `sleep/startTime`. */
  readonly value: string;
}

/** The upstreams that the sandbox plays. */
export type UpstreamId = 'google-health' | 'fitbit-web-api';

/** One day's values by resource; a resource without a value is not named. */
export type DayValues = Record<string, string | undefined>;
