import type { Person } from '../../people/person';

/** The name of the person's device. Without an altimeter it counts neither floors nor altitude. */
export function wearableOf({ hasAltimeter }: Person): string {
  return hasAltimeter ? 'Pixel Watch 4' : 'Inspire 3';
}
