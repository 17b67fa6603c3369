import type { DateRange } from '../model/date-range';
import type { ResourceName } from '../model/resource';
import type { StoredValue } from '../storage/series.repository';
import type { Availability } from '../upstream/fitbit-upstream';

/** One resource of one user. */
export interface Series {
  readonly resource: ResourceName;
  /** Why there may be no points at all; `not_selected` when the option `subscriptions` leaves the resource out. */
  readonly availability: Availability | 'not_selected';
  /** Oldest first. A day that is neither here nor in `notFetched` has no data. */
  readonly points: readonly StoredValue[];
  /**
   * Days of the range for which no answer is stored. This includes days that are never asked for: days before the
   * history begins (`memberSince`, `historyDays`, `historyStart`), future days, and all days when the resource is not
   * `available`. Always empty with `subscribe: false`.
   */
  readonly notFetched: readonly DateRange[];
}
