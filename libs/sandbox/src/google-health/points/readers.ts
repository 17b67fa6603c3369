import { foodValue, intakeReader, waterValue } from './intake';
import { measurementReader } from './measurements';
import { amountReader, readActiveMinutes, readActivityLevel, readSedentaryPeriods } from './movement';
import type { PointReader } from './point';
import { readSleep } from './sleep';

/** The data types that the people of the sandbox have points of. int64 values are text, doubles are numbers. */
export const READERS: ReadonlyMap<string, PointReader> = new Map([
  ['steps', amountReader('steps', (count) => ({ count: String(count) }))],
  ['distance', amountReader('distance', (millimeters) => ({ millimeters: String(millimeters) }))],
  ['floors', amountReader('floors', (count) => ({ count: String(count) }))],
  ['altitude', amountReader('altitude', (gain) => ({ gainMillimeters: String(gain) }))],
  ['active-energy-burned', amountReader('active-energy-burned', (kcal) => ({ kcal }))],
  ['basal-energy-burned', amountReader('basal-energy-burned', (kcal) => ({ kcal }))],
  ['active-minutes', readActiveMinutes],
  ['activity-level', readActivityLevel],
  ['sedentary-period', readSedentaryPeriods],
  ['weight', measurementReader('weight', (grams, double) => ({ weightGrams: double(grams) }))],
  ['body-fat', measurementReader('body-fat', (percentage, double) => ({ percentage: double(percentage) }))],
  ['height', measurementReader('height', (millimeters) => ({ heightMillimeters: String(millimeters) }))],
  ['sleep', readSleep],
  ['hydration-log', intakeReader('water', waterValue)],
  ['nutrition-log', intakeReader('food', foodValue)],
]);
