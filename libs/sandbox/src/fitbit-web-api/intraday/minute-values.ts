import { type AmountKind, minutePoints } from '../../people/minutes/minute-points';
import type { Day } from '../../people/person';

const MINUTES = 1_440;

/** The amount that each resource counts per minute, and how many of its units make one unit of the resource. */
const KINDS: Readonly<Record<string, readonly [kind: AmountKind, perUnit: number]>> = {
  calories: ['total-calories', 1],
  distance: ['distance', 1e6],
  elevation: ['altitude', 1e3],
  floors: ['floors', 1],
  steps: ['steps', 1],
};

export function hasMinutes(resource: string): boolean {
  return Object.hasOwn(KINDS, resource);
}

/**
 * The value of each minute of a day by local time: the wearable's, or the phone's where the wearable has none. When
 * clocks go back, the repeated hour has the sum of both.
 */
export function minuteValues(resource: string, day: Day | undefined): Float64Array {
  const values = new Float64Array(MINUTES);
  const known = KINDS[resource];
  if (!day?.movement || !known) return values;
  const [kind, perUnit] = known;
  const wearable = minutePoints(day, kind, 'wearable');
  const worn = new Set(wearable.map(({ startMs }) => startMs));
  const phone = day.movement.phone ? minutePoints(day, kind, 'phone').filter(({ startMs }) => !worn.has(startMs)) : [];
  for (const { startMs, startUtcOffsetSeconds, value } of [...wearable, ...phone]) {
    const minute = Math.floor((startMs / 1000 + startUtcOffsetSeconds) / 60) % MINUTES;
    values[minute] = (values[minute] ?? 0) + value / perUnit;
  }
  return values;
}
