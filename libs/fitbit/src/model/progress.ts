import type { ConnectionState } from './connection';
import type { FitbitErrorCode } from './error-code';
import type { ResourceName } from './resource';

/**
 * `complete`: every day up to yesterday has an answer. `not_available`: the upstream does not offer the series.
 * `not_consented`: the user did not grant its scope. `not_selected`: the option `subscriptions` excludes it.
 */
export type ResourceStatus = 'importing' | 'complete' | 'not_available' | 'not_consented' | 'not_selected';

/** The progress of the import of one resource. */
export interface ResourceProgress {
  readonly resource: ResourceName;
  readonly status: ResourceStatus;
  /** The number of days up to yesterday that have an answer. */
  readonly doneDays: number;
  /** The number of days from the first wanted day to yesterday; `0` when the resource is not imported. */
  readonly totalDays: number;
}

/** A window whose fetch failed, and why. It is retried. */
export interface FetchFailure {
  /** The endpoint that was used, in the upstream adapter's own notation. For display only. */
  readonly endpoint: string;
  /** The first day of the window, `yyyy-MM-dd`. */
  readonly from: string;
  /** The last day of the window, `yyyy-MM-dd`. */
  readonly to: string;
  /** The resources that the window serves. */
  readonly resources: readonly ResourceName[];
  readonly attempts: number;
  readonly code: FitbitErrorCode;
  readonly message: string;
  readonly failedAt: Date;
  /** The earliest time of the next attempt, unless `retry` is called. The delay grows with every failure. */
  readonly nextAttemptAt: Date;
}

/** The part of a failure that the planner needs. */
export type FailedDays = Pick<FetchFailure, 'resources' | 'from' | 'to' | 'failedAt' | 'nextAttemptAt'>;

/** Something that delays an import or leaves part of it out. */
export type ImportBlock =
  /** The connection is not active. The user has to connect again. */
  | { readonly kind: 'connection'; readonly state: ConnectionState }
  /** The upstream failed for several users. No request is sent before `until`. */
  | { readonly kind: 'upstream'; readonly until: Date }
  /** The quota is spent. No request of this import is sent before `until`. */
  | { readonly kind: 'budget'; readonly until: Date }
  /** Failed windows, by the code of their last error. The first of them is retried at `until` or soon after. */
  | { readonly kind: 'failing'; readonly code: FitbitErrorCode; readonly windows: number; readonly until: Date }
  /** The user did not grant access to these resources. The others are imported. */
  | { readonly kind: 'scope'; readonly resources: readonly ResourceName[] };

/** The progress of the import of a user's history. */
export interface ImportProgress {
  readonly state: ConnectionState;
  /** The first day that is counted, `yyyy-MM-dd`. Today, in the user's time zone, for a user who joined today. */
  readonly from: string;
  /**
   * The last day that is counted: yesterday, in the user's time zone. It is before `from` for a user who joined today.
   * The import also reads today, which is never complete.
   */
  readonly through: string;
  /** The sum over all resources: two resources of a year are 730 days. */
  readonly doneDays: number;
  /** The sum over all resources. */
  readonly totalDays: number;
  /** Every resource that is imported has an answer for each day that is counted. */
  readonly complete: boolean;
  /**
   * The minimum remaining time in milliseconds, from the planned requests, the budget and `betweenDelay`. `0` when
   * nothing is missing, `null` when it cannot be estimated.
   */
  readonly etaMs: number | null;
  /** Empty when nothing delays the import. */
  readonly blockedBy: readonly ImportBlock[];
  readonly resources: readonly ResourceProgress[];
  readonly failures: readonly FetchFailure[];
}
