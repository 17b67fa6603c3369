import type { DateRange } from '../../model/date-range';
import type { ResourceName } from '../../model/resource';
import type { Interpret } from './interpret/interpret';
import type { Scope } from './scopes';

/** A way to read: one GET, one JSON answer for a window of days. */
export interface Endpoint {
  /** Names the read in planned requests: jobs in a queue carry it, so it does not change. */
  readonly key: string;
  /** In words for the user, for example `steps`. */
  readonly subject: string;
  readonly scope: Scope;
  /** The longest window of one request, in days; both ends count. */
  readonly maxDays: number;
  /** What one answer serves. */
  readonly resources: readonly ResourceName[];
  /** Below the API's URL, beginning with the version. */
  readonly path: (window: DateRange) => string;
  readonly interpret: Interpret;
  /** HTTP 400 means that none of the user's devices measures heights. */
  readonly needsAltimeter?: boolean | undefined;
}
