import { averageOf, sumOf } from './log-rollups';
import { ACTIVE_MINUTES, ACTIVITY_LEVEL, amountRollup, SEDENTARY_PERIOD } from './movement-rollups';
import type { Rollup } from './rollup';

/** Removes the floating point noise of adding up minutes. */
function kcalSum(sum: number): object {
  return { kcalSum: Math.round(sum * 1e6) / 1e6 };
}

/** The rollups of the data types that the people of the sandbox have data of. */
export const ROLLUPS: ReadonlyMap<string, Rollup> = new Map([
  ['steps', amountRollup('steps', 'steps', (sum) => ({ countSum: String(sum) }))],
  ['distance', amountRollup('distanceMillimeters', 'distance', (sum) => ({ millimetersSum: String(sum) }))],
  ['floors', amountRollup('floors', 'floors', (sum) => ({ countSum: String(sum) }))],
  ['altitude', amountRollup('altitudeGainMillimeters', 'altitude', (sum) => ({ gainMillimetersSum: String(sum) }))],
  ['total-calories', amountRollup('totalKcal', 'total-calories', kcalSum)],
  ['active-energy-burned', amountRollup('activeKcal', 'active-energy-burned', kcalSum)],
  ['active-minutes', ACTIVE_MINUTES],
  ['activity-level', ACTIVITY_LEVEL],
  ['sedentary-period', SEDENTARY_PERIOD],
  ['weight', averageOf('weight', (weightGramsAvg) => ({ weightGramsAvg }))],
  ['body-fat', averageOf('body-fat', (bodyFatPercentageAvg) => ({ bodyFatPercentageAvg }))],
  [
    'hydration-log',
    sumOf('water', (sum) => ({ amountConsumed: { millilitersSum: sum, userProvidedUnitLast: 'MILLILITER' } })),
  ],
  ['nutrition-log', sumOf('food', (sum) => ({ energy: { kcalSum: Math.round(sum * 1e6) / 1e6 } }))],
]);
