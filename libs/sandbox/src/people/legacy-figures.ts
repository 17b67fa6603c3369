import { MINUTE_MS } from '../calendar/iso-date';
import { intakeOf } from './day-logs';
import type { Day, IntakeLog, Movement, RecordedSleep } from './person';
import { mainSession } from './sleep/session';

/**
 * A day's movement with the names and the precision of the Fitbit Web API: whole kcal, and kilometres and metres with
 * two digits, as in recordings.
 */
export interface LegacyMovement {
  /**
   * Energy burned while active. It includes the basal rate, so it exceeds Google's `active-energy-burned`.
   * @see https://dev.fitbit.com/build/reference/web-api/activity-timeseries/get-activity-timeseries-by-date/
   */
  readonly activityCalories: number;
  readonly calories: number;
  readonly caloriesBMR: number;
  readonly distance: number;
  readonly elevation: number;
  readonly floors: number;
  readonly minutesFairlyActive: number;
  readonly minutesLightlyActive: number;
  readonly minutesSedentary: number;
  readonly minutesVeryActive: number;
  readonly steps: number;
}

/** The movement of a day without data: the upstream returns zeros. */
export const NO_LEGACY_MOVEMENT: LegacyMovement = {
  activityCalories: 0,
  calories: 0,
  caloriesBMR: 0,
  distance: 0,
  elevation: 0,
  floors: 0,
  minutesFairlyActive: 0,
  minutesLightlyActive: 0,
  minutesSedentary: 0,
  minutesVeryActive: 0,
  steps: 0,
};

export function legacyMovement({ startMs, endMs }: Day, movement: Movement): LegacyMovement {
  const { lightMinutes, moderateMinutes, vigorousMinutes, activeKcal, basalKcal } = movement;
  const activeShare = ((lightMinutes + moderateMinutes + vigorousMinutes) * MINUTE_MS) / (endMs - startMs);
  return {
    activityCalories: Math.round(activeKcal + basalKcal * activeShare),
    calories: Math.round(movement.totalKcal),
    caloriesBMR: Math.round(basalKcal),
    distance: Math.round(movement.distanceMillimeters / 1e4) / 100,
    elevation: Math.round(movement.altitudeGainMillimeters / 10) / 100,
    floors: movement.floors,
    minutesFairlyActive: moderateMinutes,
    minutesLightlyActive: lightMinutes,
    minutesSedentary: movement.sedentaryMinutes,
    minutesVeryActive: vigorousMinutes,
    steps: movement.steps,
  };
}

/** The percentage of sleep between falling asleep and waking up. The service does not publish its formula. */
export function sleepEfficiency({ minutesAsleep, minutesAwake }: RecordedSleep): number {
  const between = minutesAsleep + minutesAwake;
  return between === 0 ? 0 : Math.round((100 * minutesAsleep) / between);
}

/** With two digits; 0 without a height. */
export function bodyMassIndex(grams: number, millimeters: number): number {
  return millimeters > 0 ? Math.round((100 * grams * 1e3) / millimeters ** 2) / 100 : 0;
}

/** Kilocalories of food or millilitres of water, with three digits. */
export function takenIn(day: Day, kind: IntakeLog['kind']): number {
  return Math.round(intakeOf(day, kind).reduce((sum, { value }) => sum + value * 1e3, 0)) / 1e3;
}

/** The day's main sleep, the only one in the series of version 1. */
export function mainSleepOf({ sleep }: Day): RecordedSleep | undefined {
  return mainSession(sleep);
}
