import { MINUTE_MS } from '../../calendar/iso-date';
import { type AmountKind, minuteAmounts, type Source } from './amounts';
import { frameOf, type MinuteFrame } from './frame';
import { activeLevelAt, type ActivityLevel } from './levels';
import { sittingMinutes } from './sitting';
import type { Day } from '../person';

export type { AmountKind, Source } from './amounts';
export type { ActivityLevel } from './levels';

/** A stretch of a day: closed at its start, open at its end. */
export interface Interval {
  readonly startMs: number;
  readonly endMs: number;
  readonly startUtcOffsetSeconds: number;
  readonly endUtcOffsetSeconds: number;
}

/** One minute's amount: steps, millimetres, floors or kcal. Minutes without any are not told. */
export interface MinutePoint extends Interval {
  readonly value: number;
}

export interface LevelPoint extends Interval {
  readonly level: ActivityLevel;
}

/**
 * Splits a day's total into minutes, oldest first. The wearable's points sum to the day's `wearable` figure. Reconciled
 * minute by minute (the wearable's point, else the phone's) both sources sum to `all`: steps, millimetres and floors
 * exactly, kcal to a thousand-millionth.
 */
export function minutePoints(day: Day, kind: AmountKind, source: Source): MinutePoint[] {
  const frame = frameOf(day);
  const points: MinutePoint[] = [];
  minuteAmounts(day, kind, source).forEach((value, minute) => {
    if (value > 0) points.push({ ...stretch(frame, minute, minute + 1), value });
  });
  return points;
}

/** The light, moderate and vigorous minutes: as many of each as the day's figures say. */
export function activeMinutePoints(day: Day, source: Source): LevelPoint[] {
  const frame = frameOf(day);
  const points: LevelPoint[] = [];
  for (let minute = 0; minute < frame.count; minute += 1) {
    const level = activeLevelAt(day, source, minute);
    if (level) points.push({ ...stretch(frame, minute, minute + 1), level });
  }
  return points;
}

/** Every minute that has a level: the active ones, and those spent sitting as far as they are not active as well. */
export function activityLevelPoints(day: Day, source: Source): LevelPoint[] {
  const frame = frameOf(day);
  const sitting = sittingMinutes(day, source);
  const points: LevelPoint[] = [];
  for (let minute = 0; minute < frame.count; minute += 1) {
    const level = activeLevelAt(day, source, minute) ?? (sitting[minute] ? 'SEDENTARY' : undefined);
    if (level) points.push({ ...stretch(frame, minute, minute + 1), level });
  }
  return points;
}

/** The time spent sitting, minutes in a row as one interval; their lengths sum to the day's sedentary minutes. */
export function sedentaryPeriods(day: Day, source: Source): Interval[] {
  const frame = frameOf(day);
  const sitting = sittingMinutes(day, source);
  const periods: Interval[] = [];
  for (let minute = 0; minute < frame.count; minute += 1) {
    if (!sitting[minute] || sitting[minute - 1]) continue;
    let end = minute + 1;
    while (sitting[end]) end += 1;
    periods.push(stretch(frame, minute, end));
  }
  return periods;
}

function stretch({ startMs, offsetSeconds }: MinuteFrame, from: number, to: number): Interval {
  return {
    startMs: startMs + from * MINUTE_MS,
    endMs: startMs + to * MINUTE_MS,
    startUtcOffsetSeconds: offsetSeconds[from] ?? 0,
    endUtcOffsetSeconds: offsetSeconds[to] ?? 0,
  };
}
