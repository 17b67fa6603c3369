import type { Person } from '../../people/person';
import { hashText } from '../../numbers/random';
import { invalid, notFound } from '../errors/errors';
import { wearableOf } from '../points/device';
import { invalidPageToken } from '../points/page-tokens';

interface PairedDevice {
  readonly name: string;
}

/** Every person has one wearable. `lastSyncTime` is a cheap way to tell whether there is new data. */
function pairedDevicesOf(person: Person): readonly PairedDevice[] {
  const number = hashText(person.id);
  const altimeter = person.hasAltimeter ? ['FLOORS'] : [];
  const device = {
    name: `users/me/pairedDevices/${number}`,
    deviceType: 'TRACKER',
    deviceVersion: wearableOf(person),
    batteryStatus: 'High',
    batteryLevel: 85,
    lastSyncTime: new Date(person.claimedSyncMs).toISOString(),
    macAddress: number.toString(16).toUpperCase().padStart(12, 'A'),
    features: ['STEPS', 'HEART_RATE', 'SLEEP', ...altimeter],
  };
  return [device];
}

/** All devices fit on one page, so no page token is valid. */
export function listPairedDevices(person: Person, pageSize: number | undefined, pageToken: string | undefined): object {
  if (pageSize !== undefined && pageSize < 0) throw invalid('INVALID_PAGE_SIZE', 'The page size must not be negative.');
  if (pageToken) throw invalidPageToken();
  return { pairedDevices: pairedDevicesOf(person) };
}

export function getPairedDevice(person: Person, id: string): object {
  const device = pairedDevicesOf(person).find(({ name }) => name === `users/me/pairedDevices/${id}`);
  if (!device) throw notFound();
  return device;
}
