import type { ConnectionState } from './connection';
import type { ResourceName } from './resource';

/**
 * `complete`: every day up to yesterday has an answer. `not_available`: the upstream has no such series.
 * `not_consented`: the user did not grant its scope. `not_selected`: the option `subscriptions` leaves it out.
 */
export type ResourceStatus = 'importing' | 'complete' | 'not_available' | 'not_consented' | 'not_selected';

export interface ResourceProgress {
  readonly resource: ResourceName;
  readonly status: ResourceStatus;
  readonly doneDays: number;
  readonly totalDays: number;
}

/** A window that could not be fetched yet, and why. It is tried again. */
export interface FetchFailure {
  readonly read: string;
  readonly from: string;
  readonly to: string;
  readonly attempts: number;
  /** One of the codes of `FitbitErrorCode`. */
  readonly code: string;
  readonly message: string;
  readonly failedAt: Date;
}

/** How far a user's history has come. */
export interface ImportProgress {
  readonly state: ConnectionState;
  /** First and last day that the import wants; `null` before the first day is known. */
  readonly from: string;
  readonly through: string;
  readonly doneDays: number;
  readonly totalDays: number;
  readonly complete: boolean;
  readonly resources: readonly ResourceProgress[];
  readonly failures: readonly FetchFailure[];
}
