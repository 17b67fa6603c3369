import { shiftDate } from '../../calendar/iso-date';
import { legacyMovement, NO_LEGACY_MOVEMENT } from '../../people/legacy-figures';
import type { Call } from '../routes';
import { readPlainDate } from '../time/plain-date';
import { inUnits, rounded } from '../units';
import { distancesByLevel } from './distances';
import { heartRateZones } from '../series/heart';

/** The summary shows goals for today and about three weeks back, as observed. */
const GOAL_DAYS = 21;

const GOALS = { activeMinutes: 30, caloriesOut: 2500, distance: 8.05, steps: 10_000 };

/**
 * All values of `activities/` on one day, as numbers.
 *
 * @see https://dev.fitbit.com/build/reference/web-api/activity/get-daily-activity-summary/
 */
export function dailySummary(call: Call): object {
  const { person, today } = call;
  const date = readPlainDate(call, 'date', 'date');
  const withGoals = date <= today && date >= shiftDate(today, -GOAL_DAYS);
  const floors = person.hasAltimeter ? { floors: 10 } : {};
  const distance = rounded(inUnits(GOALS.distance, 'distance', call.units));
  return {
    activities: [],
    ...(withGoals ? { goals: { ...GOALS, distance, ...floors } } : {}),
    summary: summaryOf(date, call),
  };
}

function summaryOf(date: string, { person, units }: Call): object {
  const day = person.day(date);
  const all = day?.movement ? legacyMovement(day, day.movement.all) : NO_LEGACY_MOVEMENT;
  const tracked = day?.movement ? legacyMovement(day, day.movement.wearable) : NO_LEGACY_MOVEMENT;
  const length = (kilometers: number): number => rounded(inUnits(kilometers, 'distance', units));
  const distances = [
    ['total', all.distance],
    ['tracker', tracked.distance],
    ['loggedActivities', 0],
    ...distancesByLevel(all.distance, all),
    ['sedentaryActive', 0],
  ] as const;
  return {
    activeScore: -1,
    activityCalories: all.activityCalories,
    caloriesBMR: all.caloriesBMR,
    caloriesOut: all.calories,
    distances: distances.map(([activity, kilometers]) => ({ activity, distance: length(kilometers) })),
    ...(person.hasAltimeter ? { elevation: rounded(inUnits(all.elevation, 'elevation', units)) } : {}),
    fairlyActiveMinutes: all.minutesFairlyActive,
    ...(person.hasAltimeter ? { floors: all.floors } : {}),
    heartRateZones: heartRateZones(person),
    lightlyActiveMinutes: all.minutesLightlyActive,
    marginalCalories: Math.round(day?.movement?.all.activeKcal ?? 0),
    sedentaryMinutes: all.minutesSedentary,
    steps: all.steps,
    veryActiveMinutes: all.minutesVeryActive,
  };
}
