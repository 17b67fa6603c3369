import type { DateRange } from '../../model/date-range';
import type { TableEndpoint } from '../shared/endpoint-table';
import type { Interpret } from './interpret/interpret';
import type { Scope } from './scopes';

/** One GET with one JSON answer for a window of days. */
export interface Endpoint extends TableEndpoint {
  readonly scope: Scope;
  /** In words for the user, for example `steps`. */
  readonly subject: string;
  /** Below the API's URL, beginning with the version. */
  readonly path: (window: DateRange) => string;
  readonly interpret: Interpret;
  /** HTTP 400 means that none of the user's devices has an altimeter. */
  readonly needsAltimeter?: boolean | undefined;
}
