/** Switches of notifications. They apply to both upstreams unless they say otherwise. */
export interface NotificationSwitches {
  /**
   * The largest number of notifications in one body; `1` sends each on its own. Google documents 99; the Fitbit Web
   * API documents nothing.
   * @defaultValue `99`
   */
  notificationBatchSize: number;
  /**
   * For how long notifications are collected before they are sent, in milliseconds of real time. Notifications of that
   * time share bodies; with `0` only simultaneous ones do. Unconfirmed.
   * @defaultValue `0`
   */
  notificationGatherMs: number;
  /**
   * Every notification is sent twice. Both services document duplicates.
   * @defaultValue `false`
   */
  duplicateNotifications: boolean;
  /**
   * Collected notifications are sent in random order. Both services document reordering.
   * @defaultValue `false`
   */
  shuffleNotifications: boolean;
  /**
   * How long an endpoint has to answer, in milliseconds of real time. The Fitbit Web API documents five seconds;
   * unconfirmed for Google.
   * @defaultValue `5_000`
   */
  notificationTimeoutMs: number;
  /**
   * The wait before the first retry of a notification, in milliseconds of real time. Each further wait is twice as
   * long. The steps are unconfirmed.
   * @defaultValue `1_000`
   */
  notificationRetryMs: number;
  /**
   * The longest wait between two retries, in milliseconds of real time. Unconfirmed.
   * @defaultValue `600_000`
   */
  notificationRetryCapMs: number;
  /**
   * The Fitbit Web API also retries notifications that were not answered with 204. Not documented.
   * @defaultValue `false`
   */
  retryNotifications: boolean;
  /**
   * How notifications are signed: `good`; `wrong`, a signature of other bytes; `unknown-key`, with a key that is not
   * published; `none`.
   * @defaultValue `'good'`
   */
  notificationSignature: 'good' | 'wrong' | 'unknown-key' | 'none';
}

export const DEFAULT_NOTIFICATION_SWITCHES: Readonly<NotificationSwitches> = {
  notificationBatchSize: 99,
  notificationGatherMs: 0,
  duplicateNotifications: false,
  shuffleNotifications: false,
  notificationTimeoutMs: 5_000,
  notificationRetryMs: 1_000,
  notificationRetryCapMs: 600_000,
  retryNotifications: false,
  notificationSignature: 'good',
};
