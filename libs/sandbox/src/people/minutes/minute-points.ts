import { MINUTE_MS } from '../../calendar/iso-date';
import { type AmountKind, minuteAmounts, type Source } from './amounts';
import { frameOf, type MinuteFrame } from './frame';
import { activeLevelAt, type ActivityLevel } from './levels';
import { sittingMinutes } from './sitting';
import type { Day } from '../person';

export type { AmountKind, Source } from './amounts';
export type { ActivityLevel } from './levels';

/** A part of a day. It includes its start but not its end. */
export interface Interval {
  readonly startMs: number;
  readonly endMs: number;
  readonly startUtcOffsetSeconds: number;
  readonly endUtcOffsetSeconds: number;
}

/** The steps, millimetres, floors or kcal of one minute. Minutes without an amount are omitted. */
export interface MinutePoint extends Interval {
  readonly value: number;
}

export interface LevelPoint extends Interval {
  readonly level: ActivityLevel;
}

/**
 * Splits a day's total into minutes, oldest first. The wearable's points add up to the day's `wearable` figure.
 * Reconciled minute by minute (the wearable's point, or else the phone's), both sources add up to `all`: steps,
 * millimetres and floors exactly, kcal with an error below 1e-9.
 */
export function minutePoints(day: Day, kind: AmountKind, source: Source): MinutePoint[] {
  const frame = frameOf(day);
  const points: MinutePoint[] = [];
  minuteAmounts(day, kind, source).forEach((value, minute) => {
    if (value > 0) points.push({ ...stretch(frame, minute, minute + 1), value });
  });
  return points;
}

/** The light, moderate and vigorous minutes, as many of each as the day's figures say. */
export function activeMinutePoints(day: Day, source: Source): LevelPoint[] {
  const frame = frameOf(day);
  const points: LevelPoint[] = [];
  for (let minute = 0; minute < frame.count; minute += 1) {
    const level = activeLevelAt(day, source, minute);
    if (level) points.push({ ...stretch(frame, minute, minute + 1), level });
  }
  return points;
}

/** Every minute that has a level: the active ones, and the sedentary ones that are not active as well. */
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

/**
 * The sedentary time, with consecutive minutes as one interval. The intervals add up to the day's sedentary minutes.
 */
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
