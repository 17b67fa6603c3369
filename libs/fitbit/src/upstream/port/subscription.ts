import type { ResourceName } from '../../model/resource';

/**
 * A part of a user's data that the upstream notifies about as one, in the upstream's own words: `activities` on the
 * Fitbit Web API, `steps` on the Google Health API. Opaque outside the adapter.
 */
export type Collection = string;

/** A request to be notified about changes of one user's data. */
export interface UpstreamSubscription {
  /** Chosen by us: at most 50 characters, unique over all users and collections of the application. */
  readonly id: string;
  /**
   * `undefined`: all collections in one subscription, which an upstream may allow only to users who granted every
   * scope. A user with both kinds causes two notifications for every change.
   */
  readonly collection?: Collection | undefined;
  /** `false`: covers other collections than it should, and must be replaced. @defaultValue `true` */
  readonly current?: boolean | undefined;
}

/** A subscription that should exist. */
export interface WantedSubscription extends UpstreamSubscription {
  /** The user's resources whose changes it announces. */
  readonly resources: readonly ResourceName[];
}
