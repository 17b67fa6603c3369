import { fraction, hashText } from '../../numbers/random';
import type { Day, Movement } from '../person';
import { frameOf, type MinuteFrame } from './frame';
import { gapMinutes, openMinutes } from './gap';
import { spread } from './spread';

/** Data types whose day is a sum of what its minutes have. */
export type AmountKind =
  'steps' | 'distance' | 'floors' | 'altitude' | 'total-calories' | 'active-energy-burned' | 'basal-energy-burned';

/** Who counted: the device on the wrist, or the phone (and other sources that are not the wearable). */
export type Source = 'wearable' | 'phone';

interface Kind {
  readonly field: keyof Movement;
  /** A lively minute's amount, in the finest unit; 0 spreads over all minutes. */
  readonly perMinute: number;
  /** Parts of a unit: energy is counted in millionths, so that whole numbers can be shared out. */
  readonly parts: 1 | 1_000_000;
  /** The night counts, too. */
  readonly always?: true;
  /** A phone counts this by itself, beside the wearable. */
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

/** Of how many of the wearable's minutes the phone tells, too, and how much of them it notices. */
const OVERLAP = 0.35;
const NOTICED = 0.8;

/**
 * What each minute of the day has of a kind, 0 where the source is silent. The wearable's minutes sum to the day's
 * wearable figure; the phone's minutes in which the wearable is silent sum to what all sources have beyond it.
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
