import type { DateRange } from './date-range';

/** Some days of one collection of one user have changed. Contains no values. */
export interface ChangeNotification {
  readonly kind: 'change';
  /** As in {@link Connection.upstreamUserId}. */
  readonly upstreamUserId: string;
  /** The upstream's name for the kind of data that changed, for example `activities` or `steps`. */
  readonly collection: string;
  /** Civil dates of the user. */
  readonly days: DateRange;
}

/** The user is said to have revoked access. Confirm it with the upstream first, because the notification may be old. */
export interface RevocationNotification {
  readonly kind: 'revocation';
  readonly upstreamUserId: string;
}

export type UpstreamNotification = ChangeNotification | RevocationNotification;

/** The parsed content of one webhook request. */
export interface NotificationBatch {
  readonly notifications: readonly UpstreamNotification[];
  /** How many entries were left out in whole or in part: malformed, of an unknown collection, or with invalid dates. */
  readonly skipped: number;
}

/** The collection under which the inbox stores a {@link RevocationNotification}. */
export const REVOCATION = 'revocation';
