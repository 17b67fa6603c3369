import type { Day } from '../person';
import type { Source } from './amounts';
import { frameOf } from './frame';
import { isIdle } from './levels';

const MORNING = 7;

/**
 * The sedentary minutes: inactive ones, from the morning through the evening into the night. Active minutes are only
 * used if the day has more sedentary than inactive minutes, for example because sleep counts twice or because of an
 * edit.
 */
export function sittingMinutes(day: Day, source: Source): Uint8Array {
  const { count, hour } = frameOf(day);
  const sitting = new Uint8Array(count);
  if (!day.movement) return sitting;
  const { all, wearable } = day.movement;
  const morning = Math.max(
    0,
    hour.findIndex((one) => one >= MORNING),
  );
  const fromMorning = Array.from({ length: count }, (_, index) => (morning + index) % count);
  const order = [
    ...fromMorning.filter((minute) => isIdle(day, minute)),
    ...fromMorning.filter((minute) => !isIdle(day, minute)),
  ];
  const own = wearable.sedentaryMinutes;
  const [from, to] = source === 'wearable' ? [0, own] : [own, Math.max(own, all.sedentaryMinutes)];
  for (const minute of order.slice(from, to)) sitting[minute] = 1;
  return sitting;
}
