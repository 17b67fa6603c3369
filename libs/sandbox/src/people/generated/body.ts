import type { DayBounds } from '../day-bounds';
import { MINUTE_MS } from '../../calendar/iso-date';
import { pointId } from '../person-ids';
import type { Measurement } from '../person';
import { hash, Random } from '../../numbers/random';
import type { Zone } from '../../calendar/zone';
import type { Traits } from './traits';

const STREAM = 41;

/**
 * The measurements of a day: one every few days, and sometimes a second one in the evening. Scales also measure body
 * fat.
 */
export function measurementsOn(traits: Traits, day: number, bounds: DayBounds, zone: Zone): Measurement[] {
  if (hash(traits.seed, STREAM, day) % traits.daysBetweenWeighings !== 0) return [];
  const random = new Random(traits.seed, STREAM, day, 1);
  const minutes = [random.whole(6 * 60, 9 * 60), ...(random.chance(0.12) ? [random.whole(19 * 60, 21 * 60)] : [])];
  return minutes.flatMap((minute, turn) => {
    const timeMs = bounds.startMs + minute * MINUTE_MS + random.whole(0, 59) * 1_000;
    const common = { timeMs, utcOffsetSeconds: zone.offsetSecondsAt(timeMs), source: traits.weighing };
    const id = (kind: 'weight' | 'body-fat'): string => pointId(traits.seed, kind, day, turn);
    const grams = 100 * Math.round((trend(traits, day) + 500 * random.normal() + 400 * turn) / 100);
    const percent = Math.round(10 * (traits.bodyFatPercent + 0.6 * random.normal())) / 10;
    const weight: Measurement = { ...common, id: id('weight'), kind: 'weight', value: grams };
    if (traits.weighing === 'manual') return [weight];
    return [weight, { ...common, id: id('body-fat'), kind: 'body-fat', value: percent }];
  });
}

/** The height, entered once on the day of joining. */
export function heightOn(traits: Traits, day: number, bounds: DayBounds, zone: Zone): Measurement {
  const timeMs = bounds.startMs + 12 * 60 * MINUTE_MS;
  return {
    id: pointId(traits.seed, 'height', day, 0),
    kind: 'height',
    timeMs,
    utcOffsetSeconds: zone.offsetSecondsAt(timeMs),
    value: traits.heightMillimeters,
    source: 'manual',
  };
}

/** The weight drifts slowly over the years, is higher in winter, and stays within a tenth of its initial value. */
function trend(traits: Traits, day: number): number {
  const years = (day - 18_000) / 365.25;
  const drift = Math.tanh((traits.weightGramsPerYear * years) / (0.1 * traits.weightGrams)) * 0.1 * traits.weightGrams;
  return traits.weightGrams + drift + 700 * Math.cos((2 * Math.PI * (day - 10)) / 365.25);
}
