import { decimalText } from '../../numbers/decimal-text';
import { intakeOf, lastMeasured } from '../day-logs';
import type { Day, IntakeLog, Measurement, Movement, RecordedSleep } from '../person';
import { mainSession } from '../sleep/session';
import type { DayValues } from './points';

/** The values of the Google Health API for a day. Totals of zero are absent; zeros of a night are values. */
export function googleHealthValues(day: Day): DayValues {
  return {
    ...(day.movement && activities('activities/', day.movement.all)),
    ...(day.movement && activities('activities/tracker/', day.movement.wearable)),
    ...(day.sleep.length > 0 && nights(day.sleep)),
    'body/weight': last(day, 'weight', 1e3),
    'body/fat': last(day, 'body-fat', 1),
    'foods/log/caloriesIn': taken(day, 'food'),
    'foods/log/water': taken(day, 'water'),
  };
}

function activities(prefix: string, movement: Movement): DayValues {
  return {
    [`${prefix}activityCalories`]: sum(movement.activeKcal, 3),
    [`${prefix}calories`]: sum(movement.totalKcal, 3),
    [`${prefix}distance`]: sum(movement.distanceMillimeters / 1e6, 6),
    [`${prefix}elevation`]: sum(movement.altitudeGainMillimeters / 1e3, 3),
    [`${prefix}floors`]: sum(movement.floors, 0),
    [`${prefix}minutesSedentary`]: sum(movement.sedentaryMinutes, 2),
    [`${prefix}steps`]: sum(movement.steps, 0),
    ...levels(prefix, movement),
  };
}

/** One answer contains the three levels. If any of them has minutes, an absent level has 0. */
function levels(prefix: string, { lightMinutes, moderateMinutes, vigorousMinutes }: Movement): DayValues {
  if (lightMinutes + moderateMinutes + vigorousMinutes === 0) return {};
  return {
    [`${prefix}minutesFairlyActive`]: decimalText(moderateMinutes, 2),
    [`${prefix}minutesLightlyActive`]: decimalText(lightMinutes, 2),
    [`${prefix}minutesVeryActive`]: decimalText(vigorousMinutes, 2),
  };
}

function nights(sessions: readonly RecordedSleep[]): DayValues {
  const total = (minutes: (session: RecordedSleep) => number): string =>
    decimalText(
      sessions.reduce((sum, session) => sum + minutes(session), 0),
      2,
    );
  const main = mainSession(sessions);
  return {
    'sleep/awakeningsCount': total(({ awakenings }) => awakenings),
    'sleep/minutesAfterWakeup': total(({ minutesAfterWakeUp }) => minutesAfterWakeUp),
    'sleep/minutesAsleep': total(({ minutesAsleep }) => minutesAsleep),
    'sleep/minutesAwake': total(({ minutesAwake }) => minutesAwake),
    'sleep/minutesToFallAsleep': total(({ minutesToFallAsleep }) => minutesToFallAsleep),
    'sleep/startTime': main && wallClock(main),
    'sleep/timeInBed': total(({ minutesInSleepPeriod }) => minutesInSleepPeriod),
  };
}

function wallClock({ startMs, startUtcOffsetSeconds }: RecordedSleep): string {
  return new Date(startMs + startUtcOffsetSeconds * 1_000).toISOString().slice(11, 16);
}

function last(day: Day, kind: Measurement['kind'], perUnit: number): string | undefined {
  const latest = lastMeasured(day, kind);
  return latest && decimalText(latest.value / perUnit, 3);
}

function taken(day: Day, kind: IntakeLog['kind']): string | undefined {
  return sum(
    intakeOf(day, kind).reduce((total, { value }) => total + value, 0),
    3,
  );
}

function sum(value: number, fractionDigits: number): string | undefined {
  return value > 0 ? decimalText(value, fractionDigits) : undefined;
}
