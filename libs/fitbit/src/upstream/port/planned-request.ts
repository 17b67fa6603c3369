import type { DateRange } from '../../model/date-range';
import type { ResourceName } from '../../model/resource';

/** The days wanted of each resource. The order of the entries is the order in which the resources are wanted. */
export type Wanted = ReadonlyMap<ResourceName, readonly DateRange[]>;

/** One request to the upstream, planned. Plain JSON, because it travels as a job. */
export interface PlannedRequest {
  /** The key of the adapter's endpoint, for example `dailyRollUp:steps:all-sources`. Opaque outside the adapter. */
  readonly endpoint: string;
  /** What the answer serves: at least one resource. */
  readonly resources: readonly ResourceName[];
  readonly window: DateRange;
}

/** `not_available`: the upstream has no such series. `not_consented`: the user did not grant its scope. */
export type Availability = 'available' | 'not_available' | 'not_consented';
