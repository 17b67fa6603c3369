import { MINUTE_MS } from '../../calendar/iso-date';
import type { DataType } from '../data-type';
import { kcal } from '../../numbers/decimal-text';
import type { Day, Movement } from '../person';
import type { Revision } from '../person-record';
import { hashText, Random } from '../../numbers/random';
import { sessionOf } from '../sleep/session';
import { sleepMinutesOf, withFigure } from '../sleep/sleep-minutes';

/** The types that a device restates when it syncs late. Others are only restated when the request names them. */
const BY_ITSELF: readonly DataType[] = [
  'steps',
  'distance',
  'floors',
  'altitude',
  'total-calories',
  'active-energy-burned',
  'active-minutes',
  'activity-level',
  'sleep',
];

/**
 * Changes a day's figures slightly. The result always differs from the original, and the same day always gets the same
 * result.
 */
export function restatement(types: readonly DataType[] = BY_ITSELF): Revision {
  const asked = new Set(types);
  return (day) => {
    const random = new Random(hashText(JSON.stringify([day.date, day.movement?.all, day.sleep.length])));
    return restateLogs(restateSleep(restateMovement(day, asked, random), asked), asked);
  };
}

type Change = (movement: Movement, factor: number, spareMinutes: number) => Partial<Movement>;

const CHANGES: Partial<Record<DataType, Change>> = {
  steps: ({ steps }, factor) => ({ steps: more(steps, factor) }),
  distance: ({ distanceMillimeters }, factor) => ({ distanceMillimeters: more(distanceMillimeters, factor) }),
  floors: ({ floors }) => ({ floors: floors && floors + 1 }),
  altitude: ({ altitudeGainMillimeters }, factor) => ({
    altitudeGainMillimeters: more(altitudeGainMillimeters, factor),
  }),
  'total-calories': ({ totalKcal }, factor) => ({ totalKcal: kcal(totalKcal * factor) }),
  'active-energy-burned': ({ activeKcal }, factor) => ({ activeKcal: kcal(activeKcal * factor) }),
  'basal-energy-burned': ({ basalKcal }, factor) => ({ basalKcal: kcal(basalKcal * factor) }),
  'active-minutes': longerLight,
  'activity-level': longerLight,
  'sedentary-period': ({ sedentaryMinutes }) => ({ sedentaryMinutes: Math.max(0, sedentaryMinutes - 3) }),
};

/** Turns unclaimed minutes into light ones, with the same result for both types that show levels. */
function longerLight({ lightMinutes }: Movement, _: number, spareMinutes: number): Partial<Movement> {
  return { lightMinutes: lightMinutes && lightMinutes + Math.min(4, spareMinutes) };
}

function more(value: number, factor: number): number {
  return value && Math.max(value + 1, Math.round(value * factor));
}

function restateMovement(day: Day, asked: ReadonlySet<DataType>, random: Random): Day {
  const { movement } = day;
  if (!movement) return day;
  const factor = random.between(1.005, 1.04);
  const spareMinutes = spare(day, movement.all);
  const restated = (one: Movement): Movement =>
    [...asked].reduce((result, type) => ({ ...result, ...CHANGES[type]?.(one, factor, spareMinutes) }), one);
  return { ...day, movement: { ...movement, all: restated(movement.all), wearable: restated(movement.wearable) } };
}

function spare({ startMs, endMs }: Day, movement: Movement): number {
  const { lightMinutes, moderateMinutes, vigorousMinutes, sedentaryMinutes } = movement;
  const claimed = lightMinutes + moderateMinutes + vigorousMinutes + sedentaryMinutes;
  return Math.max(0, (endMs - startMs) / MINUTE_MS - claimed);
}

/** Shortens the sleep of each session. */
function restateSleep(day: Day, asked: ReadonlySet<DataType>): Day {
  if (!asked.has('sleep')) return day;
  const sleep = day.sleep.map((session) => {
    const minutes = sleepMinutesOf(session);
    const asleep = Math.max(1, minutes.asleep - 2);
    return sessionOf(session, withFigure(minutes, 'asleep', asleep, session.type));
  });
  return { ...day, sleep };
}

function restateLogs(day: Day, asked: ReadonlySet<DataType>): Day {
  const measurements = day.measurements.map((one) =>
    asked.has(one.kind)
      ? { ...one, value: one.kind === 'body-fat' ? (one.value * 10 + 1) / 10 : one.value + 100 }
      : one,
  );
  const intake = day.intake.map((log) =>
    asked.has(log.kind === 'food' ? 'nutrition-log' : 'hydration-log') ? { ...log, value: log.value + 50 } : log,
  );
  return { ...day, measurements, intake };
}
