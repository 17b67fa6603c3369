import type { Person } from '../../people/person';
import { DAY_MS, epochDayOf } from '../../calendar/iso-date';
import { formatTimestamp } from '../time/rfc3339';

/** The people of the sandbox have not enabled irregular rhythm notifications. */
export function irnProfileOf({ memberSince }: Person): object {
  const updateTime = formatTimestamp(epochDayOf(memberSince) * DAY_MS);
  return { name: 'users/me/irnProfile', onboardingStatus: false, enrollmentStatus: false, updateTime };
}
