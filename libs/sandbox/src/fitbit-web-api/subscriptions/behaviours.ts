import { DEFAULT_NOTIFICATION_BEHAVIOURS, type NotificationBehaviours } from '../../outbox/behaviours';

/** Switches of notifications that only the Fitbit Web API has. */
export interface FitbitNotificationBehaviours extends NotificationBehaviours {
  /**
   * Notifications come as a JSON file, in the part `updates` of a multipart body. Reference §7.4: older subscribers.
   * @defaultValue `false`
   */
  updatesAsFile: boolean;
}

export const DEFAULT_FITBIT_NOTIFICATION_BEHAVIOURS: Readonly<FitbitNotificationBehaviours> = {
  ...DEFAULT_NOTIFICATION_BEHAVIOURS,
  updatesAsFile: false,
};
