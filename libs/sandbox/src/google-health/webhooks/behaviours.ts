/** Switches of webhooks that only Google has. The sections are those of the project's Google Health API reference. */
export interface WebhookBehaviours {
  /**
   * What changes a subscriber answers with a finished `Operation`, as the contract says; otherwise with the subscriber
   * itself, or nothing after a deletion, as the guide says. §8.1.
   * @defaultValue `true`
   */
  subscriberOperations: boolean;
  /**
   * A subscriber can be read by its name: not in the contract, seen in one client. UNCONFIRMED, §8.1.
   * @defaultValue `false`
   */
  readableSubscriber: boolean;
  /**
   * `subscriberConfigs` can be patched, as the contract says; otherwise 400, as measured. §8.1.
   * @defaultValue `false`
   */
  patchableSubscriberConfigs: boolean;
  /**
   * Subscriptions can be patched, as the contract says; otherwise 400, as measured. §8.1.
   * @defaultValue `false`
   */
  patchableSubscriptions: boolean;
  /**
   * An endpoint may answer its verification with 200, too, as the guide says. §8.2.
   * @defaultValue `false`
   */
  verificationTakes200: boolean;
  /**
   * The requests of a verification are signed. UNCONFIRMED, §8.2.
   * @defaultValue `false`
   */
  signedVerification: boolean;
  /**
   * A body is one object instead of an array, and holds one notification, as the documents show. §8.3.
   * @defaultValue `false`
   */
  singleNotifications: boolean;
  /**
   * Every interval has a notification of its own. UNCONFIRMED, §8.3.
   * @defaultValue `false`
   */
  splitIntervals: boolean;
  /**
   * Which members an interval has. UNCONFIRMED whether daily types have civil ones only, §8.3.
   * @defaultValue `'both'`
   */
  intervalMembers: 'both' | 'civil' | 'physical';
  /**
   * What stands in the header `Authorization`. §8.3: none in early 2026.
   * @defaultValue `'secret'`
   */
  notificationAuthorization: 'secret' | 'wrong' | 'none';
  /**
   * The signature has the name of early 2026, `X-HEALTHAPI-SIGNATURE`. §1.1, §8.3.
   * @defaultValue `false`
   */
  oldSignatureHeader: boolean;
  /**
   * When a person takes the permission back, a `DELETE` of every type follows: "may be sent". UNCONFIRMED, §8.5.
   * @defaultValue `false`
   */
  deleteOnRevoke: boolean;
  /**
   * So many failed attempts in a row make a subscriber `INACTIVE`, until its endpoint is verified again; `0` never.
   * UNCONFIRMED, §8.1.
   * @defaultValue `0`
   */
  deactivateAfterFailures: number;
}

export const DEFAULT_WEBHOOK_BEHAVIOURS: Readonly<WebhookBehaviours> = {
  subscriberOperations: true,
  readableSubscriber: false,
  patchableSubscriberConfigs: false,
  patchableSubscriptions: false,
  verificationTakes200: false,
  signedVerification: false,
  singleNotifications: false,
  splitIntervals: false,
  intervalMembers: 'both',
  notificationAuthorization: 'secret',
  oldSignatureHeader: false,
  deleteOnRevoke: false,
  deactivateAfterFailures: 0,
};
