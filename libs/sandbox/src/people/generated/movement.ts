import type { DayBounds } from '../day-bounds';
import { DAY_MS, MINUTE_MS } from '../../calendar/iso-date';
import { kcal } from '../../numbers/decimal-text';
import type { Day, Movement } from '../person';
import { Random } from '../../numbers/random';
import type { Traits } from './traits';

const STREAM = 21;
const FLOOR_MILLIMETERS = 3_048;

/** How the movement of a day is distributed over its hours, from midnight on. */
const WEEKDAY = [0, 0, 0, 0, 0, 1, 4, 9, 7, 4, 4, 5, 8, 6, 4, 4, 5, 9, 10, 7, 5, 3, 2, 1];
const WEEKEND = [1, 0, 0, 0, 0, 0, 1, 2, 4, 7, 10, 9, 7, 7, 8, 8, 7, 6, 5, 4, 4, 3, 2, 1];

/** Generates a day with the device. A shorter or longer day has proportionally more or less movement. */
export function movementOn(traits: Traits, day: number, bounds: DayBounds): NonNullable<Day['movement']> {
  const random = new Random(traits.seed, STREAM, day);
  const weekday = (day + 4) % 7;
  const hourly = weekday === 0 || weekday === 6 ? WEEKEND : WEEKDAY;
  const all = wholeDay(traits, day, bounds, random);
  const fills = traits.hasPhone && random.chance(0.4);
  return {
    all,
    wearable: fills ? withoutPhone(all, random) : all,
    hourlyShape: hourly.map((weight) => Math.round(weight * random.between(40, 160))),
    phone: traits.hasPhone,
  };
}

function wholeDay(traits: Traits, day: number, { startMs, endMs }: DayBounds, random: Random): Movement {
  const share = (endMs - startMs) / DAY_MS;
  const season = 1 + 0.15 * Math.cos((2 * Math.PI * (day - 190)) / 365.25);
  const restDay = random.chance(0.03);
  const vigour =
    (restDay ? 0.15 : Math.exp(0.3 * random.normal())) * season * (traits.weeklyRhythm[(day + 4) % 7] ?? 1);
  const steps = Math.round(traits.stepsPerDay * vigour * share);
  const minutes = activeMinutes(vigour * share, restDay, random);
  const activeKcal = kcal(steps * random.between(0.034, 0.044) + minutes.vigorousMinutes * 4.7);
  const basalKcal = kcal(traits.basalKcalPerDay * share);
  const floors = traits.hasAltimeter ? Math.floor((steps / 1_000) * random.between(0, 2.4)) : 0;
  const minutesOfDay = (endMs - startMs) / MINUTE_MS;
  const atRest = minutesOfDay * random.between(0.62, 0.72);
  return {
    steps,
    distanceMillimeters: Math.round(steps * traits.strideMillimeters * random.between(0.97, 1.04)),
    floors,
    altitudeGainMillimeters: traits.hasAltimeter ? floors * FLOOR_MILLIMETERS + random.whole(0, 2_900) : 0,
    totalKcal: kcal(basalKcal + activeKcal),
    activeKcal,
    basalKcal,
    ...minutes,
    sedentaryMinutes: Math.max(0, Math.floor(atRest - minutes.lightMinutes - minutes.vigorousMinutes)),
  };
}

/** Some days have no active minutes, and some lack a level. */
function activeMinutes(
  vigour: number,
  restDay: boolean,
  random: Random,
): Pick<Movement, 'lightMinutes' | 'moderateMinutes' | 'vigorousMinutes'> {
  if (restDay && random.chance(0.5)) return { lightMinutes: 0, moderateMinutes: 0, vigorousMinutes: 0 };
  const lightMinutes = Math.min(330, Math.round(190 * vigour * random.between(0.8, 1.2)));
  const trains = !restDay && random.chance(0.45);
  const moderateMinutes = random.chance(0.8) ? Math.min(80, Math.round(22 * vigour * random.between(0.3, 1.8))) : 0;
  return { lightMinutes, moderateMinutes, vigorousMinutes: trains ? Math.min(90, Math.round(30 * vigour)) : 0 };
}

/** The wearable's part of a day on which it was charging for a while and only the phone counted. */
function withoutPhone(all: Movement, random: Random): Movement {
  const seen = 1 - random.between(0.02, 0.12);
  const part = (value: number): number => Math.floor(value * seen);
  const activeKcal = kcal(all.activeKcal * seen);
  const basalKcal = kcal(all.basalKcal * (1 - (1 - seen) / 3));
  return {
    ...all,
    steps: part(all.steps),
    distanceMillimeters: part(all.distanceMillimeters),
    floors: part(all.floors),
    altitudeGainMillimeters: part(all.altitudeGainMillimeters),
    totalKcal: kcal(basalKcal + activeKcal),
    activeKcal,
    basalKcal,
    lightMinutes: part(all.lightMinutes),
    moderateMinutes: part(all.moderateMinutes),
    vigorousMinutes: part(all.vigorousMinutes),
  };
}
