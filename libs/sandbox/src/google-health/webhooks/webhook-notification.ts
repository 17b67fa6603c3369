import type { CivilDateTimeMessage } from '../time/civil-messages';

/** When something changed, in UTC and in civil time. Members may be absent. */
export interface NotificationInterval {
  readonly physicalTimeInterval?: { readonly startTime: string; readonly endTime: string };
  readonly civilDateTimeInterval?: {
    readonly startDateTime: CivilDateTimeMessage;
    readonly endDateTime: CivilDateTimeMessage;
  };
  readonly civilIso8601TimeInterval?: { readonly startTime: string; readonly endTime: string };
}

/** One element of a notification body: whose data changed, its type and its time, never the data itself. */
export interface WebhookNotification {
  readonly data: {
    readonly version: '1';
    /** The id of a `MANUAL` subscription, or else a random UUID. */
    readonly clientProvidedSubscriptionName: string;
    readonly healthUserId: string;
    readonly operation: 'UPSERT' | 'DELETE';
    /** In kebab case. */
    readonly dataType: string;
    readonly intervals: readonly NotificationInterval[];
  };
}
