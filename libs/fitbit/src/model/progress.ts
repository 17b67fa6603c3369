import type { ConnectionState } from './connection';
import type { FitbitErrorCode } from './error-code';
import type { ResourceName } from './resource';

/**
 * `complete`: every day up to yesterday has an answer. `not_available`: the upstream has no such series.
 * `not_consented`: the user did not grant its scope. `not_selected`: the option `subscriptions` leaves it out.
 */
export type ResourceStatus = 'importing' | 'complete' | 'not_available' | 'not_consented' | 'not_selected';

/** How far the history of one resource has come. */
export interface ResourceProgress {
  readonly resource: ResourceName;
  readonly status: ResourceStatus;
  /** Days up to yesterday that have an answer. */
  readonly doneDays: number;
  /** Days from the first that is wanted to yesterday; `0` when the resource is not imported. */
  readonly totalDays: number;
}

/** A window that could not be fetched yet, and why. It is tried again. */
export interface FetchFailure {
  /** How it was to be read: the module's name for a kind of request, for people to read. */
  readonly endpoint: string;
  /** The first day of the window, `yyyy-MM-dd`. */
  readonly from: string;
  /** The last day of the window, `yyyy-MM-dd`. */
  readonly to: string;
  /** What it was for. */
  readonly resources: readonly ResourceName[];
  readonly attempts: number;
  readonly code: FitbitErrorCode;
  readonly message: string;
  readonly failedAt: Date;
  /** Not tried before, unless `retry` asks for it; ever later the more often it failed. */
  readonly nextAttemptAt: Date;
}

/** What a planner needs to know of a failure. */
export type FailedDays = Pick<FetchFailure, 'resources' | 'from' | 'to' | 'nextAttemptAt'>;

/** What keeps an import from getting on, or from getting everything. */
export type ImportBlock =
  /** Only the user can help, by connecting again. */
  | { readonly kind: 'connection'; readonly state: ConnectionState }
  /** The upstream failed for several users: nothing is sent before. */
  | { readonly kind: 'upstream'; readonly until: Date }
  /** The quota is spent: nothing of this import is sent before. */
  | { readonly kind: 'budget'; readonly until: Date }
  /** Windows that failed, by the code of their last error; the first of them is due then, and waits for its turn. */
  | { readonly kind: 'failing'; readonly code: FitbitErrorCode; readonly windows: number; readonly until: Date }
  /** The user did not grant these. The rest is imported. */
  | { readonly kind: 'scope'; readonly resources: readonly ResourceName[] };

/** How far a user's history has come. */
export interface ImportProgress {
  readonly state: ConnectionState;
  /** The first day that is counted, `yyyy-MM-dd`: the user's today for somebody who joined today. */
  readonly from: string;
  /**
   * The last day that is counted: the user's yesterday, and so before `from` for somebody who joined today. The import
   * also reads today, which is never complete.
   */
  readonly through: string;
  /** The sum over all resources: two resources of a year are 730 days. */
  readonly doneDays: number;
  /** The sum over all resources. */
  readonly totalDays: number;
  /** Every resource that is imported has an answer for each day that is counted. */
  readonly complete: boolean;
  /**
   * How long the rest takes at least, in milliseconds: as many requests as are planned, at the speed of the budget and
   * with `betweenDelay`. `0` when nothing is missing, `null` when nobody can say.
   */
  readonly etaMs: number | null;
  /** Empty when nothing is in the way. */
  readonly blockedBy: readonly ImportBlock[];
  readonly resources: readonly ResourceProgress[];
  readonly failures: readonly FetchFailure[];
}
