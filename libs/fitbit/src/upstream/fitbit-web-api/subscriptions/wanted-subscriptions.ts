import type { ResourceName } from '../../../model/resource';
import type { WantedSubscription } from '../../port/subscription';
import { collectionFor, REVOKED_ACCESS } from '../collections';

/** One for each collection, because a subscription to all of them at once needs every scope; and one for revocations. */
export function wantedSubscriptions(key: string, resources: readonly ResourceName[]): WantedSubscription[] {
  const collections = new Set(resources.flatMap((resource) => collectionFor(resource) ?? []));
  if (collections.size === 0) return [];
  return [...collections, REVOKED_ACCESS].map((collection) => ({
    id: `${key}-${collection}`,
    collection,
    resources: resources.filter((resource) => collectionFor(resource) === collection),
  }));
}
