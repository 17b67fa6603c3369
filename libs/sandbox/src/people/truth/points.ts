import type { IsoDate } from '../person';

/** A value as the module should store it. */
export interface TruthPoint {
  readonly resource: string;
  readonly date: IsoDate;
  /** Canonical decimal text, or `HH:mm` for `sleep/startTime`. */
  readonly value: string;
}

/** The upstreams that the sandbox simulates. */
export type UpstreamId = 'google-health' | 'fitbit-web-api';

/** The values of a day by resource. Resources without a value are absent. */
export type DayValues = Record<string, string | undefined>;
