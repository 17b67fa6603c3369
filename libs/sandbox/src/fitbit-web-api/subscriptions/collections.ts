import type { FitbitScope } from '../oauth/fitbit-scopes';
import type { DataType } from '../../people/data-type';

/** The groups of data that notifications name. */
export type DataCollection = 'activities' | 'body' | 'foods' | 'sleep';

/** `user` is a subscription to all collections. */
export type Collection = DataCollection | 'userRevokedAccess' | 'user';

/** The scopes that a subscription requires, all of them. */
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

/** The collection that a changed data type belongs to. All sums of a device belong to `activities`. */
export function collectionOf(type: DataType): DataCollection {
  return OF_TYPE[type] ?? 'activities';
}
