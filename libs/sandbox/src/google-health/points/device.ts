import type { Person } from '../../people/person';

/** What the person wears. Without an altimeter it counts neither floors nor altitude. */
export function wearableOf({ hasAltimeter }: Person): string {
  return hasAltimeter ? 'Pixel Watch 4' : 'Inspire 3';
}
