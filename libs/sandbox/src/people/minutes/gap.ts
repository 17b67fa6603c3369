import { hashText } from '../../numbers/random';
import type { Day } from '../person';
import type { MinuteFrame } from './frame';

const LONGEST_GAP = 120;

/**
 * The minutes without the wearable, in which only other sources have data. They form one block that starts in the
 * second third of the day.
 *
 * @param needed the minimum length in minutes
 */
export function gapMinutes({ date }: Day, { count }: MinuteFrame, needed: number): Uint8Array {
  const gap = new Uint8Array(count);
  const length = Math.min(count, Math.max(needed, Math.min(LONGEST_GAP, Math.floor(count / 3))));
  const start = Math.floor(count / 3) + (hashText(date) % Math.max(1, Math.floor(count / 3)));
  for (let index = 0; index < length; index += 1) gap[(start + index) % count] = 1;
  return gap;
}

export function openMinutes(count: number, closed?: Uint8Array): Uint8Array {
  const open = new Uint8Array(count).fill(1);
  if (closed) for (let minute = 0; minute < count; minute += 1) if (closed[minute]) open[minute] = 0;
  return open;
}
