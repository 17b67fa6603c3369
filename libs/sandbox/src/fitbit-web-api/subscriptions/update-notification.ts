/** One element of a notification (reference §7.4). */
export interface Notification {
  readonly collectionType: string;
  readonly date?: string;
  readonly ownerId: string;
  readonly ownerType: 'user';
  readonly subscriptionId: string;
}
