import type { FitbitScope } from '../oauth/fitbit-scopes';
import type { DataType } from '../../people/data-type';

/** What a user's data is divided into for notifications (reference §7.2). */
export type DataCollection = 'activities' | 'body' | 'foods' | 'sleep';

/** `user` is the name of a subscription to all collections. */
export type Collection = DataCollection | 'userRevokedAccess' | 'user';

/** All of these for a subscription (reference §7.2). */
export const NEEDED_SCOPES: Readonly<Record<Collection, readonly FitbitScope[]>> = {
  activities: ['activity'],
  body: ['weight'],
  foods: ['nutrition'],
  sleep: ['sleep'],
  userRevokedAccess: [],
  user: ['activity', 'nutrition', 'profile', 'settings', 'sleep', 'weight'],
};

export function isCollection(text: string): text is Collection {
  return Object.hasOwn(NEEDED_SCOPES, text);
}

const OF_TYPE: Readonly<Partial<Record<DataType, DataCollection>>> = {
  sleep: 'sleep',
  weight: 'body',
  'body-fat': 'body',
  height: 'body',
  'nutrition-log': 'foods',
  'hydration-log': 'foods',
};

/** Where a change shows; a device's sums all belong to activities. */
export function collectionOf(type: DataType): DataCollection {
  return OF_TYPE[type] ?? 'activities';
}
