import type { DayBounds } from '../day-bounds';
import { MINUTE_MS } from '../../calendar/iso-date';
import { pointId } from '../person-ids';
import type { IntakeLog } from '../person';
import { Random } from '../../numbers/random';
import type { Zone } from '../../calendar/zone';
import type { Traits } from './traits';

const STREAM = 51;

/** The hour and the usual kcal of each meal. */
const MEALS = [
  [7, 380],
  [10, 140],
  [12, 640],
  [16, 210],
  [19, 720],
] as const;

/** The food and water that a person logged on a day. Most people log nothing on most days. */
export function intakeOn(traits: Traits, day: number, bounds: DayBounds, zone: Zone): IntakeLog[] {
  const random = new Random(traits.seed, STREAM, day);
  const log = (kind: 'food' | 'water', ordinal: number, minute: number, value: number): IntakeLog => {
    const startMs = bounds.startMs + minute * MINUTE_MS;
    const endMs = startMs + (kind === 'food' ? 15 : 1) * MINUTE_MS;
    const utcOffsetSeconds = zone.offsetSecondsAt(startMs);
    return { id: pointId(traits.seed, kind, day, ordinal), kind, startMs, endMs, utcOffsetSeconds, value };
  };
  const meals = random.chance(traits.logsFood) ? MEALS.filter(() => random.chance(0.8)) : [];
  const foods = meals.map(([hour, usual], ordinal) =>
    log('food', ordinal, hour * 60 + random.whole(0, 59), Math.round(usual * random.between(0.6, 1.4))),
  );
  const glasses = random.chance(traits.logsWater) ? random.whole(2, 8) : 0;
  const water = Array.from({ length: glasses }, (_, ordinal) =>
    log('water', ordinal, 8 * 60 + ordinal * 95 + random.whole(0, 80), random.pick([200, 250, 330, 500])),
  );
  return [...foods, ...water];
}
