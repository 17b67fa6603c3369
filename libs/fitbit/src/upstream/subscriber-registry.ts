/** An endpoint of the application, as the upstream has it on record. */
export interface Subscriber {
  readonly id: string;
  readonly endpointUrl: string;
  /** What the upstream calls it, for example `ACTIVE`. */
  readonly state: string;
  readonly collections: readonly string[];
  /** `true` for the one that this application stands for; others of the project are none of its business. */
  readonly ours: boolean;
}

/** A user of whom our subscriber is told because we asked. */
export interface SubscribedUser {
  readonly subscriptionId: string;
  readonly upstreamUserId: string;
  /** `false`: for other collections than the options want. */
  readonly current: boolean;
}

/** What had to be done so that the subscriber is what the options say. */
export type Registration = 'created' | 'changed' | 'unchanged';

/**
 * The application's own endpoint at the upstream, where that can be set by program. Asked in the name of the
 * application, never of a user. Every method throws UpstreamConfigurationError when the application may not do that.
 */
export abstract class SubscriberRegistry {
  abstract list(): Promise<Subscriber[]>;
  /**
   * Makes our subscriber what the options say. The upstream calls the endpoint meanwhile, which has to be up and to know
   * the current secret.
   *
   * @throws RequestRefusedError when the endpoint does not pass.
   */
  abstract register(): Promise<Registration>;
  /** Makes the first of `google.webhookSecrets` the one that notifications carry. @throws RequestRefusedError as above. */
  abstract replaceSecret(): Promise<void>;
  /** Page by page, who is subscribed. Nobody when the upstream tells of everybody who granted the scopes. */
  abstract subscribedUsers(): AsyncIterable<readonly SubscribedUser[]>;
  /** Ends one of {@link subscribedUsers}. One that does not exist any more counts as ended. */
  abstract unsubscribe(subscriptionId: string): Promise<void>;
}
