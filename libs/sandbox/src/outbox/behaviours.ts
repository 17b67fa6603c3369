/**
 * Switches of notifications, of both upstreams unless they say otherwise. The sections are those of the project's Google
 * Health API reference, "legacy" those of its Fitbit Web API reference.
 */
export interface NotificationBehaviours {
  /**
   * Elements of one body at most; `1` splits everything. §8.3: 99 for Google, nothing is known of the other.
   * @defaultValue `99`
   */
  notificationBatchSize: number;
  /**
   * So long notifications are gathered before they are sent, in milliseconds of real time: what happens meanwhile shares
   * bodies. `0` merges only what happens at once. UNCONFIRMED.
   * @defaultValue `0`
   */
  notificationGatherMs: number;
  /**
   * Every notification is sent twice. §8.3, legacy §7.7: duplicates happen.
   * @defaultValue `false`
   */
  duplicateNotifications: boolean;
  /**
   * What was gathered is sent in any order. §8.3, legacy §7.7: reordering happens.
   * @defaultValue `false`
   */
  shuffleNotifications: boolean;
  /**
   * So long an endpoint has to answer, in milliseconds of real time. UNCONFIRMED for Google; legacy §7.5: five seconds.
   * @defaultValue `5_000`
   */
  notificationTimeoutMs: number;
  /**
   * What the first repetition of a notification waits for, in milliseconds of real time; each further one waits twice as
   * long. The steps are UNCONFIRMED, §8.3.
   * @defaultValue `1_000`
   */
  notificationRetryMs: number;
  /**
   * The longest wait between two repetitions, in milliseconds of real time. UNCONFIRMED, §8.3.
   * @defaultValue `600_000`
   */
  notificationRetryCapMs: number;
  /**
   * The Fitbit Web API, too, repeats what was not answered with 204. Legacy §7.7: not documented.
   * @defaultValue `false`
   */
  retryNotifications: boolean;
  /**
   * How notifications are signed: `good`; `wrong`, a signature of something else; `unknown-key`, by a key that nobody
   * published; `none`.
   * @defaultValue `'good'`
   */
  notificationSignature: 'good' | 'wrong' | 'unknown-key' | 'none';
}

export const DEFAULT_NOTIFICATION_BEHAVIOURS: Readonly<NotificationBehaviours> = {
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
