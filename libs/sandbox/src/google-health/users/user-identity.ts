import type { Person } from '../../people/person';

/** Reference §4.1. */
export function identityOf({ legacyUserId, healthUserId }: Person): object {
  return { name: 'users/me/identity', legacyUserId, healthUserId };
}
