import type { Person } from '../../people/person';
import { DAY_MS, epochDayOf } from '../../calendar/iso-date';
import { formatTimestamp } from '../time/rfc3339';

/** Reference §4.5. Nobody here has switched the notifications on. */
export function irnProfileOf({ memberSince }: Person): object {
  const updateTime = formatTimestamp(epochDayOf(memberSince) * DAY_MS);
  return { name: 'users/me/irnProfile', onboardingStatus: false, enrollmentStatus: false, updateTime };
}
