import type { Collection } from './collections';

/** The subscription as sent to clients; all members are texts. */
export interface FitbitSubscription {
  readonly collectionType: Collection;
  readonly ownerId: string;
  readonly ownerType: 'user';
  readonly subscriberId: string;
  readonly subscriptionId: string;
}

export interface Outcome {
  /** 201 created, 200 it already exists, 409 it conflicts with another one. */
  readonly status: 200 | 201 | 409;
  readonly subscription: FitbitSubscription;
}

/** The subscriptions. An id is unique across all users and collections of a subscriber. */
export class SubscriptionStore {
  private readonly byId = new Map<string, FitbitSubscription>();
  private readonly byStream = new Map<string, FitbitSubscription>();

  create(wanted: FitbitSubscription): Outcome {
    const sameId = this.byId.get(idOf(wanted));
    const sameStream = this.byStream.get(streamOf(wanted));
    const standing = sameId ?? sameStream;
    if (standing) return { status: sameId && sameId === sameStream ? 200 : 409, subscription: standing };
    this.byId.set(idOf(wanted), wanted);
    this.byStream.set(streamOf(wanted), wanted);
    return { status: 201, subscription: wanted };
  }

  /** `false` when there is no such subscription. */
  delete(ownerId: string, collectionType: Collection, subscriberId: string, subscriptionId: string): boolean {
    const standing = this.byId.get(idOf({ subscriberId, subscriptionId }));
    if (standing?.ownerId !== ownerId || standing.collectionType !== collectionType) return false;
    this.remove(standing);
    return true;
  }

  listFor(ownerId: string): FitbitSubscription[] {
    return [...this.byId.values()].filter((subscription) => subscription.ownerId === ownerId);
  }

  /** Subscriptions end with the grant. */
  endAllOf(ownerId: string): void {
    for (const subscription of this.listFor(ownerId)) this.remove(subscription);
  }

  reset(): void {
    this.byId.clear();
    this.byStream.clear();
  }

  private remove(subscription: FitbitSubscription): void {
    this.byId.delete(idOf(subscription));
    this.byStream.delete(streamOf(subscription));
  }
}

function idOf({ subscriberId, subscriptionId }: Pick<FitbitSubscription, 'subscriberId' | 'subscriptionId'>): string {
  return `${subscriberId} ${subscriptionId}`;
}

function streamOf({ subscriberId, ownerId, collectionType }: FitbitSubscription): string {
  return `${subscriberId} ${ownerId} ${collectionType}`;
}
