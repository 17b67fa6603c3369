import {
  activeMinutePoints,
  type ActivityLevel,
  activityLevelPoints,
  type AmountKind,
  type Interval,
  minutePoints,
  sedentaryPeriods,
  type Source,
} from '../../people/minutes/minute-points';
import type { Day } from '../../people/person';
import { PHONE_SOURCE, wearableSource } from './data-sources';
import type { Family } from './family';
import { interval, type Point, type PointReader } from './point';

/** Splits a day into the records of one source. */
type Split<T extends Interval> = (day: Day, source: Source) => T[];

const TYPE_OF_LEVEL: Readonly<Record<ActivityLevel, string>> = {
  SEDENTARY: 'SEDENTARY',
  LIGHT: 'LIGHTLY_ACTIVE',
  MODERATE: 'MODERATELY_ACTIVE',
  VIGOROUS: 'VERY_ACTIVE',
};

/** The minutes of an amount. Minutes without an amount are not sent. */
export function amountReader(kind: AmountKind, valueOf: (amount: number) => object): PointReader {
  return movementReader(
    (day, source) => minutePoints(day, kind, source),
    ({ value }) => valueOf(value),
  );
}

export const readActiveMinutes = movementReader(activeMinutePoints, ({ level }) => ({
  activeMinutesByActivityLevel: [{ activityLevel: level, activeMinutes: '1' }],
}));

export const readActivityLevel = movementReader(activityLevelPoints, ({ level }) => ({
  activityLevelType: TYPE_OF_LEVEL[level],
}));

export const readSedentaryPeriods = movementReader(sedentaryPeriods, () => ({}));

/** The minutes for reconcile and rollups: the wearable's, and the phone's where the wearable has none. */
export function reconciled<T extends Interval>(day: Day, family: Family, split: Split<T>): T[] {
  if (family === 'self-sources' || !day.movement) return [];
  const wearable = split(day, 'wearable');
  if (family === 'google-wearables') return wearable;
  const phone = split(day, 'phone');
  if (phone.length === 0) return wearable;
  const taken = new Set(wearable.map(({ startMs }) => startMs));
  return [...wearable, ...phone.filter(({ startMs }) => !taken.has(startMs))];
}

function movementReader<T extends Interval>(split: Split<T>, valueOf: (part: T) => object): PointReader {
  return (day, { person, family, merged }) => {
    const ofWearable = wearableSource(person);
    const toPoint = (part: T, dataSource: object): Point => {
      const moments = {
        startMs: part.startMs,
        endMs: part.endMs,
        startOffsetMs: part.startUtcOffsetSeconds * 1000,
        endOffsetMs: part.endUtcOffsetSeconds * 1000,
      };
      return { ...moments, dataSource, value: () => ({ interval: interval(moments), ...valueOf(part) }) };
    };
    if (merged) return reconciled(day, family, split).map((part) => toPoint(part, ofWearable));
    if (family === 'self-sources' || !day.movement) return [];
    const phone = family === 'google-wearables' ? [] : split(day, 'phone');
    return [
      ...split(day, 'wearable').map((part) => toPoint(part, ofWearable)),
      ...phone.map((part) => toPoint(part, PHONE_SOURCE)),
    ];
  };
}
