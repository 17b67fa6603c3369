import {
  activeMinutePoints,
  type ActivityLevel,
  activityLevelPoints,
  type AmountKind,
  type Interval,
  minutePoints,
  sedentaryPeriods,
} from '../../people/minutes/minute-points';
import { MINUTE_MS } from '../../calendar/iso-date';
import type { Movement } from '../../people/person';
import { movementIn } from '../points/family';
import { reconciled } from '../points/movement';
import { formatDuration } from '../time/duration';
import type { Part, Rollup, Sums } from './rollup';

const ACTIVE = ['LIGHT', 'MODERATE', 'VIGOROUS'] as const;
const ALL_LEVELS = ['SEDENTARY', ...ACTIVE] as const;
const TYPES = ['SEDENTARY', 'LIGHTLY_ACTIVE', 'MODERATELY_ACTIVE', 'VERY_ACTIVE'];
const ONE_MINUTE = [1];

/** Adds up an amount: from the day's total, or from its minutes where a window covers part of the day. */
export function amountRollup(field: keyof Movement, kind: AmountKind, render: (sum: number) => object): Rollup {
  return {
    ofDay: (day, family) => {
      const movement = movementIn(family, day);
      return movement && [movement[field]];
    },
    parts: (day, family) =>
      reconciled(day, family, (one, source) => minutePoints(one, kind, source)).map((point) =>
        part(point, [point.value]),
      ),
    render: ([sum = 0], zeros) => (sum > 0 || zeros ? render(sum) : undefined),
  };
}

/** Levels without minutes are absent. A day without any active minutes is absent as a whole. */
export const ACTIVE_MINUTES: Rollup = {
  ofDay: (day, family) => {
    const movement = movementIn(family, day);
    return movement && [movement.lightMinutes, movement.moderateMinutes, movement.vigorousMinutes];
  },
  parts: (day, family) =>
    reconciled(day, family, activeMinutePoints).map((point) => part(point, oneOf(ACTIVE, point.level))),
  render: (sums, zeros) => {
    const levels = minutesByLevel(ACTIVE, sums, zeros).map(([activityLevel, minutes]) => ({
      activityLevel,
      activeMinutesSum: String(minutes),
    }));
    return levels.length > 0 ? { activeMinutesRollupByActivityLevel: levels } : undefined;
  },
};

/** The schema declares this rollup, the documentation does not (switch `activityLevelRollups`). */
export const ACTIVITY_LEVEL: Rollup = {
  ofDay: (day, family) => {
    const movement = movementIn(family, day);
    if (!movement) return undefined;
    return [movement.sedentaryMinutes, movement.lightMinutes, movement.moderateMinutes, movement.vigorousMinutes];
  },
  parts: (day, family) =>
    reconciled(day, family, activityLevelPoints).map((point) => part(point, oneOf(ALL_LEVELS, point.level))),
  render: (sums, zeros) => {
    const levels = minutesByLevel(TYPES, sums, zeros).map(([activityLevelType, minutes]) => ({
      activityLevelType,
      totalDuration: seconds(minutes),
    }));
    return levels.length > 0 ? { activityLevelRollupsByActivityLevelType: levels } : undefined;
  },
};

export const SEDENTARY_PERIOD: Rollup = {
  ofDay: (day, family) => {
    const movement = movementIn(family, day);
    return movement && [movement.sedentaryMinutes];
  },
  parts: (day, family) => reconciled(day, family, sedentaryPeriods).flatMap(minutesOf),
  render: ([minutes = 0], zeros) => (minutes > 0 || zeros ? { durationSum: seconds(minutes) } : undefined),
};

function part({ startMs, startUtcOffsetSeconds }: Interval, sums: Sums): Part {
  return { ms: startMs, civilMs: startMs + startUtcOffsetSeconds * 1000, sums };
}

function minutesOf(period: Interval): Part[] {
  const count = Math.round((period.endMs - period.startMs) / MINUTE_MS);
  return Array.from({ length: count }, (_, minute) =>
    part({ ...period, startMs: period.startMs + minute * MINUTE_MS }, ONE_MINUTE),
  );
}

/** The levels that have minutes, or all of them with `zeros`. */
function minutesByLevel(levels: readonly string[], sums: Sums, zeros: boolean): [level: string, minutes: number][] {
  return levels
    .map((level, index): [string, number] => [level, sums[index] ?? 0])
    .filter(([, minutes]) => zeros || minutes > 0);
}

function oneOf(levels: readonly ActivityLevel[], level: ActivityLevel): Sums {
  return levels.map((one) => (one === level ? 1 : 0));
}

function seconds(minutes: number): string {
  return formatDuration(minutes * 60);
}
