import type { CivilDateTimeMessage } from '../time/civil-messages';

/** When something changed, by UTC and by the clock on the person's wall; members may be missing. */
export interface NotificationInterval {
  readonly physicalTimeInterval?: { readonly startTime: string; readonly endTime: string };
  readonly civilDateTimeInterval?: {
    readonly startDateTime: CivilDateTimeMessage;
    readonly endDateTime: CivilDateTimeMessage;
  };
  readonly civilIso8601TimeInterval?: { readonly startTime: string; readonly endTime: string };
}

/** One element of a body (reference §8.3): whose data changed, of which type and when, never what it is. */
export interface WebhookNotification {
  readonly data: {
    readonly version: '1';
    /** Of a `MANUAL` subscription its id, else a random UUID. */
    readonly clientProvidedSubscriptionName: string;
    readonly healthUserId: string;
    readonly operation: 'UPSERT' | 'DELETE';
    /** In kebab case. */
    readonly dataType: string;
    readonly intervals: readonly NotificationInterval[];
  };
}
