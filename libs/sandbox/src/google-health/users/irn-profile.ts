import type { Person } from '../../people/person';
import { dayNumber, DAY_MS } from '../../people/civil';
import { formatTimestamp } from '../time/rfc3339';

/** Reference §4.5. Nobody here has switched the notifications on. */
export function irnProfileOf({ memberSince }: Person): object {
  const updateTime = formatTimestamp(dayNumber(memberSince) * DAY_MS);
  return { name: 'users/me/irnProfile', onboardingStatus: false, enrollmentStatus: false, updateTime };
}
