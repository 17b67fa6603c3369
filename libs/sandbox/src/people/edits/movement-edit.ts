import { MINUTE_MS } from '../../calendar/iso-date';
import { ORDINARY_SHAPE } from '../minutes/hourly-shape';
import type { Day, Movement } from '../person';
import type { Revision } from '../person-record';
import { badValue, decimalIn } from './values';

interface Figure {
  readonly field: keyof Movement;
  /** How many of the field's units make one unit of the resource. */
  readonly perUnit: number;
  readonly fractionDigits: number;
  readonly minutes?: true;
}

const MINUTES = { perUnit: 1, fractionDigits: 0, minutes: true } as const;
const ENERGY = { perUnit: 1, fractionDigits: 3 } as const;

/** By the last part of the resource's name. */
export const FIGURES: Readonly<Record<string, Figure>> = {
  activityCalories: { field: 'activeKcal', ...ENERGY },
  calories: { field: 'totalKcal', ...ENERGY },
  caloriesBMR: { field: 'basalKcal', ...ENERGY },
  distance: { field: 'distanceMillimeters', perUnit: 1e6, fractionDigits: 6 },
  elevation: { field: 'altitudeGainMillimeters', perUnit: 1e3, fractionDigits: 3 },
  floors: { field: 'floors', perUnit: 1, fractionDigits: 0 },
  minutesFairlyActive: { field: 'moderateMinutes', ...MINUTES },
  minutesLightlyActive: { field: 'lightMinutes', ...MINUTES },
  minutesSedentary: { field: 'sedentaryMinutes', ...MINUTES },
  minutesVeryActive: { field: 'vigorousMinutes', ...MINUTES },
  steps: { field: 'steps', perUnit: 1, fractionDigits: 0 },
};

/** The movement of a day on which nothing was recorded. */
export const NO_MOVEMENT: Movement = {
  steps: 0,
  distanceMillimeters: 0,
  floors: 0,
  altitudeGainMillimeters: 0,
  totalKcal: 0,
  activeKcal: 0,
  basalKcal: 0,
  lightMinutes: 0,
  moderateMinutes: 0,
  vigorousMinutes: 0,
  sedentaryMinutes: 0,
};

/** Sets one figure of a day's movement, for all sources or for the wearable only. */
export function movementEdit(
  resource: string,
  figure: Figure,
  family: 'all' | 'wearable',
  value: string | null,
): Revision {
  const amount = value === null ? 0 : decimalIn(resource, value, figure.fractionDigits) * figure.perUnit;
  const exact = figure.perUnit === 1 ? amount : Math.round(amount);
  return (day) => {
    if (!day.movement && exact === 0) return day;
    const movement = day.movement ?? {
      all: NO_MOVEMENT,
      wearable: NO_MOVEMENT,
      hourlyShape: ORDINARY_SHAPE,
      phone: false,
    };
    const [all, wearable] = (family === 'wearable' ? setWearable : setAll)(
      movement.all[figure.field],
      movement.wearable[figure.field],
      exact,
    );
    const next: Day = {
      ...day,
      movement: {
        ...movement,
        all: { ...movement.all, [figure.field]: all },
        wearable: { ...movement.wearable, [figure.field]: wearable },
      },
    };
    if (figure.minutes && !fits(next)) throw badValue(resource, value, `is more than the minutes of ${day.date} allow`);
    return next;
  };
}

/** All sources together never have less than the wearable. Where both had the same value, both change. */
function setAll(all: number, wearable: number, value: number): [all: number, wearable: number] {
  return [value, all === wearable ? value : Math.min(wearable, value)];
}

/** Without a value of the wearable, the other sources keep the day's value. */
function setWearable(all: number, wearable: number, value: number): [all: number, wearable: number] {
  const together = all === wearable && value > 0;
  return [together ? value : Math.max(all, value), value];
}

function fits({ movement, startMs, endMs }: Day): boolean {
  if (!movement) return true;
  const { lightMinutes, moderateMinutes, vigorousMinutes, sedentaryMinutes } = movement.all;
  const minutes = (endMs - startMs) / MINUTE_MS;
  return lightMinutes + moderateMinutes + vigorousMinutes <= minutes && sedentaryMinutes <= minutes;
}
