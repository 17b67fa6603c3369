/** A webhook endpoint of the application, as registered at the upstream. */
export interface Subscriber {
  readonly id: string;
  readonly endpointUrl: string;
  /** The upstream's own word for its state, for example `ACTIVE`. */
  readonly state: string;
  readonly collections: readonly string[];
  /** `true` for the subscriber that this application manages. It leaves all others of the project alone. */
  readonly ours: boolean;
}

/** A user who is subscribed to our subscriber at our request. */
export interface SubscribedUser {
  readonly subscriptionId: string;
  readonly upstreamUserId: string;
  /** `false`: subscribed to other collections than the options ask for. */
  readonly current: boolean;
}

/** What was necessary to make the subscriber match the options. */
export type Registration = 'created' | 'changed' | 'unchanged';

/**
 * Manages the application's webhook endpoint at the upstream, where an API allows that. Requests are sent in the name of
 * the application, never of a user. Every method throws UpstreamConfigurationError when the application may not do that.
 */
export abstract class SubscriberRegistry {
  abstract list(): Promise<Subscriber[]>;
  /**
   * Makes our subscriber match the options. Meanwhile the upstream calls the endpoint, which must be up and know the
   * current secret.
   *
   * @throws RequestRefusedError when the endpoint does not pass the verification.
   */
  abstract register(): Promise<Registration>;
  /** Makes notifications carry the first of `google.webhookSecrets`. @throws RequestRefusedError as {@link register} does. */
  abstract replaceSecret(): Promise<void>;
  /** The subscribed users, page by page. Empty when the upstream subscribes every user who granted the scopes. */
  abstract subscribedUsers(): AsyncIterable<readonly SubscribedUser[]>;
  /** Ends one of {@link subscribedUsers}. A subscription that no longer exists counts as ended. */
  abstract unsubscribe(subscriptionId: string): Promise<void>;
}
