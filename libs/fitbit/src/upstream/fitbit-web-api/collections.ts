import { resourceOf } from '../../model/catalogue';
import type { Category, ResourceName } from '../../model/resource';

/** The collections that the upstream notifies about. */
const COLLECTIONS = ['foods', 'activities', 'sleep', 'body'] as const;
export type Collection = (typeof COLLECTIONS)[number];

/** A subscription to this one announces that the user revoked the permission. */
export const REVOKED_ACCESS = 'userRevokedAccess';

const BY_CATEGORY: Readonly<Record<Category, Collection | undefined>> = {
  foods: 'foods',
  activities: 'activities',
  sleep: 'sleep',
  body: 'body',
};

/** The collection whose notifications announce the resource. */
export function collectionFor(resource: ResourceName): Collection | undefined {
  return BY_CATEGORY[resourceOf(resource).category];
}

export function isCollection(text: string): text is Collection {
  return (COLLECTIONS as readonly string[]).includes(text);
}
