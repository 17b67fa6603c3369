/** Switches of webhooks that only the Google Health API has. */
export interface GoogleWebhookSwitches {
  /**
   * Creating, patching or deleting a subscriber answers with a finished `Operation`, as the contract says. Off, it
   * answers with the subscriber itself, or with nothing after a deletion, as the guide says.
   * @defaultValue `true`
   */
  subscriberOperations: boolean;
  /**
   * A subscriber can be read by its name. Not in the contract; used by one client. Unconfirmed.
   * @defaultValue `false`
   */
  readableSubscriber: boolean;
  /**
   * `subscriberConfigs` can be patched, as the contract says. Off, the answer is 400, as measured.
   * @defaultValue `false`
   */
  patchableSubscriberConfigs: boolean;
  /**
   * Subscriptions can be patched, as the contract says. Off, the answer is 400, as measured.
   * @defaultValue `false`
   */
  patchableSubscriptions: boolean;
  /**
   * An endpoint may also answer its verification with 200, as the guide says.
   * @defaultValue `false`
   */
  verificationTakes200: boolean;
  /**
   * Verification requests are signed. Unconfirmed.
   * @defaultValue `false`
   */
  signedVerification: boolean;
  /**
   * A body is a single object with one notification instead of an array, as the documentation shows.
   * @defaultValue `false`
   */
  singleNotifications: boolean;
  /**
   * Every interval gets its own notification. Unconfirmed.
   * @defaultValue `false`
   */
  splitIntervals: boolean;
  /**
   * Which members an interval has. Whether daily types only have civil ones is unconfirmed.
   * @defaultValue `'both'`
   */
  intervalMembers: 'both' | 'civil' | 'physical';
  /**
   * What the `Authorization` header of a notification contains. In early 2026 the service sent none.
   * @defaultValue `'secret'`
   */
  notificationAuthorization: 'secret' | 'wrong' | 'none';
  /**
   * The signature arrives in `X-HEALTHAPI-SIGNATURE`, the header of early 2026.
   * @defaultValue `false`
   */
  oldSignatureHeader: boolean;
  /**
   * After a person withdraws the permission, a `DELETE` of every type follows: the documentation says "may be sent".
   * Unconfirmed.
   * @defaultValue `false`
   */
  deleteOnRevoke: boolean;
  /**
   * The number of consecutive failed attempts that make a subscriber `INACTIVE` until its endpoint is verified again;
   * `0` disables this. Unconfirmed.
   * @defaultValue `0`
   */
  deactivateAfterFailures: number;
}

export const DEFAULT_GOOGLE_WEBHOOK_SWITCHES: Readonly<GoogleWebhookSwitches> = {
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
