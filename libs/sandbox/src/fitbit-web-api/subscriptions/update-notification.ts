/** One element of a notification body. */
export interface Notification {
  readonly collectionType: string;
  readonly date?: string;
  readonly ownerId: string;
  readonly ownerType: 'user';
  readonly subscriptionId: string;
}
