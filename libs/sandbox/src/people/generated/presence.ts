import { fraction, hash } from '../../numbers/random';
import type { Traits } from './traits';

/** Each block of days has at most one holiday, so that a single day can be generated without the others. */
const HOLIDAY_BLOCK_DAYS = 150;
const TRIP_BLOCK_DAYS = 75;
const [HOLIDAY, FORGOTTEN, TRIP, DESTINATION] = [11, 12, 13, 14];

/** Whether a day belongs to the block's stretch of 3 to 12 days. Some blocks have none. */
function stretchCovers(day: number, blockDays: number, likelihood: number, ...key: number[]): boolean {
  const block = Math.floor(day / blockDays);
  if (fraction(block, ...key) >= likelihood) return false;
  const length = 3 + (hash(block, 1, ...key) % 10);
  const start = block * blockDays + (hash(block, 2, ...key) % (blockDays - length));
  return day >= start && day < start + length;
}

/** `true` on days without the device: holidays, and single days on which it was forgotten. */
export function isWithoutDevice({ seed }: Traits, day: number): boolean {
  return isOnHoliday(seed, day) || fraction(seed, FORGOTTEN, day) < 0.025;
}

/** During holidays there are no weight measurements and no food logs, either. */
export function isOnHoliday(seed: number, day: number): boolean {
  return stretchCovers(day, HOLIDAY_BLOCK_DAYS, 0.8, seed, HOLIDAY);
}

/** The time zone of a day. */
export function timeZoneOn({ seed, homeZone, destinations }: Traits, day: number): string {
  if (destinations.length === 0 || !stretchCovers(day, TRIP_BLOCK_DAYS, 0.9, seed, TRIP)) return homeZone;
  return destinations[hash(seed, DESTINATION, Math.floor(day / TRIP_BLOCK_DAYS)) % destinations.length] ?? homeZone;
}
