import { DATA_TYPES, type DataType } from './data-type';
import { intakeOf, measurementsOf } from './day-logs';
import type { Day, Movement } from './person';

type Facet = (day: Day) => unknown;

/** Figures of all sources and of the wearable. Zeros count as absent, because the service does not send them. */
function figures(...fields: readonly (keyof Movement)[]): Facet {
  return ({ movement }) => movement && fields.map((field) => [movement.all[field], movement.wearable[field]]);
}

const levels = ['lightMinutes', 'moderateMinutes', 'vigorousMinutes'] as const;

const FACETS: Record<DataType, Facet> = {
  steps: figures('steps'),
  distance: figures('distanceMillimeters'),
  floors: figures('floors'),
  altitude: figures('altitudeGainMillimeters'),
  'total-calories': figures('totalKcal'),
  'active-energy-burned': figures('activeKcal'),
  'basal-energy-burned': figures('basalKcal'),
  'active-minutes': figures(...levels),
  'activity-level': figures(...levels, 'sedentaryMinutes'),
  'sedentary-period': figures('sedentaryMinutes'),
  sleep: ({ sleep }) => sleep,
  weight: (day) => measurementsOf(day, 'weight'),
  'body-fat': (day) => measurementsOf(day, 'body-fat'),
  height: (day) => measurementsOf(day, 'height'),
  'nutrition-log': (day) => intakeOf(day, 'food'),
  'hydration-log': (day) => intakeOf(day, 'water'),
};

/** The data types that differ between two versions of a day. */
export function changedTypes(before: Day | undefined, after: Day | undefined): DataType[] {
  return DATA_TYPES.filter((type) => print(FACETS[type], before) !== print(FACETS[type], after));
}

/** `true` if a day has no data of a type. */
export function lacks(type: DataType, day: Day | undefined): boolean {
  return print(FACETS[type], day) === '';
}

function print(facet: Facet, day: Day | undefined): string {
  const text = JSON.stringify(day && facet(day)) ?? '';
  return /[1-9]/.test(text) ? text : '';
}
