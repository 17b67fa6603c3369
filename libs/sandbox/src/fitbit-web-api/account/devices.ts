import type { Person } from '../../people/person';
import { hashText } from '../../numbers/random';
import { Zone } from '../../calendar/zone';
import { wallClockDateTime } from '../time/local-time';

/**
 * The answer is a bare array. `lastSyncTime` is local time without a zone; it tells how complete the last days are.
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
      lastSyncTime: wallClockDateTime(claimedSyncMs, Zone.get(timeZone).offsetSecondsAt(claimedSyncMs)),
      mac: number.toString(16).toUpperCase().padStart(12, 'A'),
      type: 'TRACKER',
    },
  ];
}
