import { DATA_TYPES, type DataType } from './data-type';
import type { Day, Movement } from './person';

type Facet = (day: Day) => unknown;

/** Figures of both families; zeros count as nothing, for the service does not send them. */
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
  weight: measured('weight'),
  'body-fat': measured('body-fat'),
  height: measured('height'),
  'nutrition-log': taken('food'),
  'hydration-log': taken('water'),
};

function measured(kind: string): Facet {
  return ({ measurements }) => measurements.filter((measurement) => measurement.kind === kind);
}

function taken(kind: string): Facet {
  return ({ intake }) => intake.filter((log) => log.kind === kind);
}

/** The data types that read differently on two versions of a day. */
export function changedTypes(before: Day | undefined, after: Day | undefined): DataType[] {
  return DATA_TYPES.filter((type) => print(FACETS[type], before) !== print(FACETS[type], after));
}

/** `true` when a day has nothing of a type. */
export function lacks(type: DataType, day: Day | undefined): boolean {
  return print(FACETS[type], day) === '';
}

function print(facet: Facet, day: Day | undefined): string {
  const text = JSON.stringify(day && facet(day)) ?? '';
  return /[1-9]/.test(text) ? text : '';
}
