import { fraction, hashText } from '../../numbers/random';
import type { Day, Movement } from '../person';
import { frameOf, type MinuteFrame } from './frame';
import { gapMinutes, openMinutes } from './gap';
import { spread } from './spread';

/** The data types whose daily value is the sum of minutes. */
export type AmountKind =
  'steps' | 'distance' | 'floors' | 'altitude' | 'total-calories' | 'active-energy-burned' | 'basal-energy-burned';

/** Who counted: the wearable, or the phone (and other sources that are not the wearable). */
export type Source = 'wearable' | 'phone';

interface Kind {
  readonly field: keyof Movement;
  /** The amount of an active minute, in the smallest unit; 0 distributes the total over all minutes. */
  readonly perMinute: number;
  /** Parts per unit. Energy is counted in millionths, so that whole numbers can be distributed. */
  readonly parts: 1 | 1_000_000;
  /** Includes the night. */
  readonly always?: true;
  /** A phone counts this in parallel to the wearable. */
  readonly byPhone?: true;
}

const KINDS: Record<AmountKind, Kind> = {
  steps: { field: 'steps', perMinute: 60, parts: 1, byPhone: true },
  distance: { field: 'distanceMillimeters', perMinute: 45_000, parts: 1, byPhone: true },
  floors: { field: 'floors', perMinute: 1, parts: 1 },
  altitude: { field: 'altitudeGainMillimeters', perMinute: 3_048, parts: 1 },
  'total-calories': { field: 'totalKcal', perMinute: 0, parts: 1_000_000, always: true },
  'active-energy-burned': { field: 'activeKcal', perMinute: 4_000_000, parts: 1_000_000 },
  'basal-energy-burned': { field: 'basalKcal', perMinute: 0, parts: 1_000_000, always: true },
};

/** The share of the wearable's minutes that the phone also records, and the share of their amounts. */
const OVERLAP = 0.35;
const NOTICED = 0.8;

/**
 * The amount of each minute of the day; 0 where the source has none. The wearable's minutes add up to the day's
 * `wearable` figure. The phone's minutes without the wearable add up to the difference between `all` and `wearable`.
 */
export function minuteAmounts(day: Day, kind: AmountKind, source: Source): Float64Array {
  const frame = frameOf(day);
  const { movement } = day;
  if (!movement || frame.count === 0) return new Float64Array(frame.count);
  const { field, parts, perMinute, always, byPhone } = KINDS[kind];
  const wearableTotal = Math.round(movement.wearable[field] * parts);
  const extra = Math.max(0, Math.round(movement.all[field] * parts) - wearableTotal);
  const gap = extra > 0 && wearableTotal > 0 ? gapMinutes(day, frame, 1) : undefined;
  const hourly = always
    ? movement.hourlyShape.map((weight) => weight + mean(movement.hourlyShape))
    : movement.hourlyShape;
  const ofWearable = (): Float64Array =>
    spread(frame, { total: wearableTotal, perMinute, hourly, open: openMinutes(frame.count, gap) });
  if (source === 'wearable') return scaled(ofWearable(), parts);
  const amounts = spread(frame, { total: extra, perMinute, hourly, open: gap ?? openMinutes(frame.count) });
  if (byPhone && movement.phone) addOverlap(day, ofWearable(), amounts, frame);
  return scaled(amounts, parts);
}

function mean(hourly: readonly number[]): number {
  return hourly.reduce((sum, weight) => sum + weight, 0) / hourly.length || 1;
}

function addOverlap({ date }: Day, wearable: Float64Array, phone: Float64Array, { count }: MinuteFrame): void {
  const seed = hashText(date);
  for (let minute = 0; minute < count; minute += 1) {
    const amount = wearable[minute] ?? 0;
    if (amount > 0 && fraction(seed, minute, 2) < OVERLAP) {
      phone[minute] = Math.max(1, Math.floor(amount * NOTICED));
    }
  }
}

function scaled(amounts: Float64Array, parts: number): Float64Array {
  return parts === 1 ? amounts : amounts.map((amount) => amount / parts);
}
