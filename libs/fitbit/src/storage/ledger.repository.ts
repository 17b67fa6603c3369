import type { CivilDate } from '../model/civil-date';
import type { Coverage, Ledger } from '../model/coverage';
import type { DateRange } from '../model/date-range';
import type { FitbitErrorCode } from '../model/error-code';
import type { FetchFailure } from '../model/progress';
import type { ResourceName } from '../model/resource';

/** A planned request, as far as the failure list needs to know it. */
export interface FailedFetch {
  readonly connectionId: string;
  readonly grantEpoch: number;
  readonly read: string;
  readonly resources: readonly ResourceName[];
  readonly window: DateRange;
}

export interface FetchFault {
  readonly code: FitbitErrorCode;
  readonly message: string;
  readonly failedAt: Date;
}

/** What was asked, what was answered and what went wrong, per connection. */
export abstract class LedgerRepository {
  /** Makes sure that a line exists for each resource: windows are stored by moving lines, never by making them. */
  abstract open(connectionId: string, resources: readonly ResourceName[]): Promise<void>;
  abstract read(connectionId: string): Promise<Ledger>;
  abstract coverage(connectionId: string, resource: ResourceName): Promise<Coverage>;
  /** For each resource of a user's connection a number that grows whenever its stored values become others. */
  abstract revisions(userId: string): Promise<ReadonlyMap<ResourceName, number>>;

  /** Days of these resources from `since` on are final no more: they will be read once again. */
  abstract reopen(connectionId: string, resources: readonly ResourceName[], since: CivilDate): Promise<void>;
  /**
   * The same for all resources, unless it was done after `notSince`: from 30 days before the last time on, because nobody knows
   * which announcements came since.
   */
  abstract reopenDue(connectionId: string, now: Date, notSince: Date): Promise<void>;

  /**
   * Adds one attempt and returns their number. Failures of the same read inside the window are one with it from then on.
   * For a connection that is gone, or has another grant by now, nothing is written: `0`.
   */
  abstract recordFailure(fetch: FailedFetch, fault: FetchFault): Promise<number>;
  /** When a failed fetch is tried again. */
  abstract scheduleAttempt(fetch: Omit<FailedFetch, 'resources'>, at: Date): Promise<void>;
  abstract failures(connectionId: string): Promise<FetchFailure[]>;
  abstract forgetFailures(connectionId: string, failures: readonly FetchFailure[]): Promise<void>;
  /** Starts the count of a connection's attempts again, and returns its failures. */
  abstract resetFailures(connectionId: string): Promise<FetchFailure[]>;
}
