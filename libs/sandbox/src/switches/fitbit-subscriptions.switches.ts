/** Switches of subscriptions and notifications that only the Fitbit Web API has. */
export interface FitbitSubscriptionSwitches {
  /**
   * A 409 for a subscription carries the existing subscription. Off, it carries an error. Unconfirmed.
   * @defaultValue `false`
   */
  conflictShowsSubscription: boolean;
  /**
   * Notifications arrive as a JSON file, in the part `updates` of a multipart body. Documented for older subscribers.
   * @defaultValue `false`
   */
  updatesAsFile: boolean;
}

export const DEFAULT_FITBIT_SUBSCRIPTION_SWITCHES: Readonly<FitbitSubscriptionSwitches> = {
  conflictShowsSubscription: false,
  updatesAsFile: false,
};
