import type { ObservedWorld, WorldObserver } from '../../world/observed-world';
import type { Change } from '../../world/world';
import { collectionOf, type DataCollection } from './collections';
import type { Notification } from './update-notification';
import type { FitbitSubscriber } from './subscriber';
import type { FitbitSubscription, SubscriptionStore } from './subscription-store';

interface NotifierOptions {
  readonly world: Pick<ObservedWorld, 'find'>;
  readonly store: SubscriptionStore;
  readonly subscriber: FitbitSubscriber;
}

/** Notifies the subscriber of whose data changed and on which days, never of the data itself. */
export class Notifier implements WorldObserver {
  constructor(private readonly options: NotifierOptions) {}

  changed(personId: string, changes: readonly Change[]): void {
    const { world, store, subscriber } = this.options;
    const ownerId = world.find(personId)?.legacyUserId;
    if (ownerId === undefined) return;
    const subscriptions = store.listFor(ownerId);
    subscriber.notify(changes.flatMap((change) => notificationsOf(change, subscriptions)));
  }

  /** The user withdrew the permission, which ends the subscriptions. */
  revoked(ownerId: string): void {
    const { store, subscriber } = this.options;
    const told = store.listFor(ownerId).filter(({ collectionType }) => collectionType === 'userRevokedAccess');
    store.endAllOf(ownerId);
    subscriber.notify(
      told.map(({ subscriptionId }) => ({
        collectionType: 'userRevokedAccess',
        ownerId,
        ownerType: 'user',
        subscriptionId,
      })),
    );
  }

  reset(): void {
    this.options.store.reset();
    this.options.subscriber.reset();
  }
}

/**
 * One notification per subscription and changed collection. Subscriptions to all collections get the collection's name,
 * too.
 */
function notificationsOf({ date, types }: Change, subscriptions: readonly FitbitSubscription[]): Notification[] {
  const collections = new Set<DataCollection>(types.map(collectionOf));
  return subscriptions.flatMap(({ collectionType: wanted, ownerId, ownerType, subscriptionId }) =>
    [...collections]
      .filter((collection) => wanted === collection || wanted === 'user')
      .map((collectionType) => ({ collectionType, date, ownerId, ownerType, subscriptionId })),
  );
}
