import { epochDayOf, isoDateOf } from '../../calendar/iso-date';
import { decimalText } from '../../numbers/decimal-text';
import {
  bodyMassIndex,
  type LegacyMovement,
  legacyMovement,
  mainSleepOf,
  NO_LEGACY_MOVEMENT,
  sleepEfficiency,
  takenIn,
} from '../legacy-figures';
import { lastMeasured } from '../day-logs';
import type { Day, IsoDate, Person, RecordedSleep } from '../person';
import type { DayValues } from './points';

/** The last measurements, carried forward from day to day. The height is that of the profile. */
interface Body {
  grams: number;
  percentFat: number;
  heightMillimeters: number;
}

/**
 * The values of the Fitbit Web API for every day from the first to `last`. They are zero where nothing was recorded,
 * except for sleep (days without sleep have no logs) and body (before the first log there is no weight).
 */
export function* fitbitWebApiDays(person: Person, last: IsoDate): Generator<[IsoDate, DayValues]> {
  const body: Body = { grams: 0, percentFat: 0, heightMillimeters: 0 };
  const end = epochDayOf(last);
  for (let number = epochDayOf(person.memberSince); number <= end; number += 1) {
    const date = isoDateOf(number);
    const day = person.day(date);
    if (day) {
      body.grams = lastMeasured(day, 'weight')?.value ?? body.grams;
      body.percentFat = lastMeasured(day, 'body-fat')?.value ?? body.percentFat;
      body.heightMillimeters = lastMeasured(day, 'height')?.value ?? body.heightMillimeters;
    }
    yield [date, { ...ofDay(day, person.hasAltimeter), ...ofBody(body) }];
  }
}

function ofDay(day: Day | undefined, hasAltimeter: boolean): DayValues {
  const all = day?.movement ? legacyMovement(day, day.movement.all) : NO_LEGACY_MOVEMENT;
  const wearable = day?.movement ? legacyMovement(day, day.movement.wearable) : NO_LEGACY_MOVEMENT;
  return {
    ...activities('activities/', all, hasAltimeter),
    ...activities('activities/tracker/', wearable, hasAltimeter),
    'activities/caloriesBMR': decimalText(all.caloriesBMR, 3),
    'foods/log/caloriesIn': decimalText(day ? takenIn(day, 'food') : 0, 3),
    'foods/log/water': decimalText(day ? takenIn(day, 'water') : 0, 3),
    ...(day && day.sleep.length > 0 && nights(day)),
  };
}

function activities(prefix: string, movement: LegacyMovement, hasAltimeter: boolean): DayValues {
  const { caloriesBMR: _ofThePerson, elevation, floors, distance, ...rest } = movement;
  const heights = hasAltimeter ? { elevation: decimalText(elevation, 3), floors: decimalText(floors, 0) } : {};
  const values: DayValues = { ...heights, distance: decimalText(distance, 6) };
  for (const [name, value] of Object.entries(rest)) values[name] = decimalText(value, 3);
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}${name}`, value]));
}

/**
 * Totals of all sessions that end on the day, as version 1.2 lists them. Efficiency and start time are those of the
 * main session.
 */
function nights(day: Day): DayValues {
  const total = (figure: (session: RecordedSleep) => number): string =>
    decimalText(
      day.sleep.reduce((sum, session) => sum + figure(session), 0),
      2,
    );
  const main = mainSleepOf(day);
  return {
    'sleep/awakeningsCount': total(({ awakenings }) => awakenings),
    'sleep/efficiency': main && decimalText(sleepEfficiency(main), 3),
    'sleep/minutesAfterWakeup': total(({ minutesAfterWakeUp }) => minutesAfterWakeUp),
    'sleep/minutesAsleep': total(({ minutesAsleep }) => minutesAsleep),
    'sleep/minutesAwake': total(({ minutesAwake }) => minutesAwake),
    'sleep/minutesToFallAsleep': total(({ minutesToFallAsleep }) => minutesToFallAsleep),
    'sleep/startTime': main && new Date(main.startMs + main.startUtcOffsetSeconds * 1e3).toISOString().slice(11, 16),
    'sleep/timeInBed': total(({ minutesInSleepPeriod }) => minutesInSleepPeriod),
  };
}

function ofBody({ grams, percentFat, heightMillimeters }: Body): DayValues {
  const bmi = bodyMassIndex(grams, heightMillimeters);
  return {
    'body/bmi': bmi > 0 ? decimalText(bmi, 3) : undefined,
    'body/fat': percentFat > 0 ? decimalText(percentFat, 3) : undefined,
    'body/weight': grams > 0 ? decimalText(grams / 1e3, 3) : undefined,
  };
}
