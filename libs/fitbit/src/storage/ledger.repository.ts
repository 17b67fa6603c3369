import type { Coverage, Ledger } from '../model/coverage';
import type { DateRange } from '../model/date-range';
import type { FetchFailure } from '../model/progress';
import type { ResourceName } from '../model/resource';

/** A planned request, as far as the failure list needs to know it. */
export interface FailedFetch {
  readonly connectionId: string;
  readonly read: string;
  readonly window: DateRange;
}

export interface FetchFault {
  readonly code: string;
  readonly message: string;
  readonly failedAt: Date;
}

/** What was asked, what was answered and what went wrong, per connection. */
export abstract class LedgerRepository {
  /** Makes sure that a line exists for each resource: windows are stored by moving lines, never by making them. */
  abstract open(connectionId: string, resources: readonly ResourceName[]): Promise<void>;
  abstract read(connectionId: string): Promise<Ledger>;
  abstract coverage(connectionId: string, resource: ResourceName): Promise<Coverage>;

  /** Adds one attempt and returns their number. A connection that is gone has no failures: nothing is written, `0`. */
  abstract recordFailure(fetch: FailedFetch, fault: FetchFault): Promise<number>;
  abstract failures(connectionId: string): Promise<FetchFailure[]>;
}
