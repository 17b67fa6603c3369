import { readScope } from '../oauth/google-scopes';
import { epochDayOf } from '../../calendar/iso-date';
import { hashText } from '../../numbers/random';
import type { Caller } from '../../oauth/caller';
import { dateMessage } from '../time/civil-messages';

/** The stride fields also require the activity scope; without it they are absent. */
export function profileOf({ person, scopes }: Caller): object {
  const strides = scopes.has(readScope('activity_and_fitness')) ? stridesOf(person.id) : {};
  const membershipStartDate = dateMessage(epochDayOf(person.memberSince));
  return { name: 'users/me/profile', age: person.age, membershipStartDate, ...strides };
}

function stridesOf(personId: string): object {
  const walking = 650 + (hashText(personId) % 150);
  const running = Math.round(walking * 1.6);
  return {
    userConfiguredWalkingStrideLengthMm: walking,
    userConfiguredRunningStrideLengthMm: running,
    autoWalkingStrideLengthMm: walking + 11,
    autoRunningStrideLengthMm: running + 17,
  };
}
