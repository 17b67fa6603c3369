import type { Day } from '../person';
import type { Source } from './amounts';
import { frameOf } from './frame';
import { isIdle } from './levels';

const MORNING = 7;

/**
 * The minutes that count as sitting: idle ones from the morning on, through the evening into the night. Only a day that
 * has more sitting than idle minutes (sleep may count twice, and so may edited days) lets it run into active ones.
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
