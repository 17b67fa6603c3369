import type { Person } from '../../people/person';

/** The ids of the person in both APIs. */
export function identityOf({ legacyUserId, healthUserId }: Person): object {
  return { name: 'users/me/identity', legacyUserId, healthUserId };
}
