import { intakeOf } from '../../people/day-logs';
import type { IntakeLog } from '../../people/person';
import { MANUAL_SOURCE } from './data-sources';
import { showsLogs } from './family';
import { interval, type PointReader } from './point';
import type { Moments } from '../filter/filter';

/** Food and water logs, which are sessions. Unlike sleep, they have civil times. */
export function intakeReader(
  kind: IntakeLog['kind'],
  valueOf: (value: number, moments: Moments) => object,
): PointReader {
  return (day, { family }) => {
    if (!showsLogs(family)) return [];
    return intakeOf(day, kind).map(({ id, startMs, endMs, utcOffsetSeconds, value }) => {
      const offsetMs = utcOffsetSeconds * 1000;
      const moments = { startMs, endMs, startOffsetMs: offsetMs, endOffsetMs: offsetMs };
      const payload = (): object => ({ interval: interval(moments), ...valueOf(value, moments) });
      return { ...moments, id, dataSource: MANUAL_SOURCE, value: payload };
    });
  };
}

export function waterValue(milliliters: number): object {
  return { amountConsumed: { milliliters, userProvidedUnit: 'MILLILITER' } };
}

/** One point per food, with its energy and meal type only. */
export function foodValue(kcal: number, { startMs, startOffsetMs }: Moments): object {
  const hour = new Date(startMs + startOffsetMs).getUTCHours();
  const mealType = hour < 10 ? 'BREAKFAST' : hour < 15 ? 'LUNCH' : hour < 18 ? 'SNACK' : 'DINNER';
  return { energy: { kcal }, mealType, foodDisplayName: 'Meal' };
}
