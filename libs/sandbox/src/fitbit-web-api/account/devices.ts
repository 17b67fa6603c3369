import type { Person } from '../../people/person';
import { hashText } from '../../people/random';
import { Zone } from '../../people/zone';
import { localDateTime } from '../time/local-time';

/**
 * A bare array. `lastSyncTime` is local time without a zone: how complete the last days are.
 *
 * @see https://dev.fitbit.com/build/reference/web-api/devices/get-devices/
 */
export function devicesOf(person: Person): object[] {
  const { id, hasAltimeter, timeZone, claimedSyncMs } = person;
  const number = hashText(id);
  return [
    {
      battery: 'Medium',
      batteryLevel: 60,
      deviceVersion: hasAltimeter ? 'Charge 2' : 'Inspire 3',
      features: [],
      id: String(number).padStart(10, '8'),
      lastSyncTime: localDateTime(claimedSyncMs, Zone.of(timeZone).offsetSecondsAt(claimedSyncMs)),
      mac: number.toString(16).toUpperCase().padStart(12, 'A'),
      type: 'TRACKER',
    },
  ];
}
