import type { DateRange } from './date-range';

/** Days of one collection of one user read differently now. Says nothing of the values. */
export interface ChangeNotification {
  readonly kind: 'change';
  /** As in {@link Connection.upstreamUserId}. */
  readonly upstreamUserId: string;
  /** What the upstream calls the part of the data that changed, for example `activities` or `steps`. */
  readonly collection: string;
  /** Civil dates of the user. */
  readonly days: DateRange;
}

/** The user took the permission back, or so it is said: ask the upstream before believing it. */
export interface RevocationNotification {
  readonly kind: 'revocation';
  readonly upstreamUserId: string;
}

export type UpstreamNotification = ChangeNotification | RevocationNotification;

/** One request of an upstream to a webhook, understood. */
export interface NotificationBatch {
  readonly notifications: readonly UpstreamNotification[];
  /** Entries that were left out, or of which something was: malformed, of an unknown collection, with impossible dates. */
  readonly skipped: number;
}

/** Where a {@link RevocationNotification} waits, among the names of collections. */
export const REVOCATION = 'revocation';
