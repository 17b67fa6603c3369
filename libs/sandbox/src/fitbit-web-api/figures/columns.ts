import { lastMeasured } from '../../people/day-logs';
import {
  type LegacyMovement,
  legacyMovement,
  mainSleepOf,
  sleepEfficiency,
  takenIn,
} from '../../people/legacy-figures';
import type { Day, Measurement } from '../../people/person';

type Figure = (day: Day) => number;

const MOVEMENT: readonly (keyof LegacyMovement)[] = [
  'activityCalories',
  'calories',
  'caloriesBMR',
  'distance',
  'elevation',
  'floors',
  'minutesFairlyActive',
  'minutesLightlyActive',
  'minutesSedentary',
  'minutesVeryActive',
  'steps',
];

const ofMainSleep =
  (figure: (session: NonNullable<ReturnType<typeof mainSleepOf>>) => number): Figure =>
  (day) => {
    const main = mainSleepOf(day);
    return main ? figure(main) : 0;
  };

const measured =
  (kind: Measurement['kind']): Figure =>
  (day) =>
    lastMeasured(day, kind)?.value ?? 0;

/** Sleep figures as in version 1, of the main sleep only; body figures as measured on the day itself. */
const OTHERS: Readonly<Record<string, Figure>> = {
  'foods/log/caloriesIn': (day) => takenIn(day, 'food'),
  'foods/log/water': (day) => takenIn(day, 'water'),
  'sleep/awakeningsCount': ofMainSleep(({ awakenings }) => awakenings),
  'sleep/efficiency': ofMainSleep(sleepEfficiency),
  'sleep/minutesAfterWakeup': ofMainSleep(({ minutesAfterWakeUp }) => minutesAfterWakeUp),
  'sleep/minutesAsleep': ofMainSleep(({ minutesAsleep }) => minutesAsleep),
  'sleep/minutesAwake': ofMainSleep(({ minutesAwake }) => minutesAwake),
  'sleep/minutesToFallAsleep': ofMainSleep(({ minutesToFallAsleep }) => minutesToFallAsleep),
  /** Local time, expressed as an instant in UTC. */
  'sleep/startTime': ofMainSleep(({ startMs, startUtcOffsetSeconds }) => startMs + startUtcOffsetSeconds * 1e3),
  'sleep/timeInBed': ofMainSleep(({ minutesInSleepPeriod }) => minutesInSleepPeriod),
  'body/weight': measured('weight'),
  'body/fat': measured('body-fat'),
  'body/height': measured('height'),
};

const FAMILIES = [
  ['activities/', 'all'],
  ['activities/tracker/', 'wearable'],
] as const;

/** The position of a figure in a day's row, by the path of its series. `body/height` has no series. */
export const COLUMNS: ReadonlyMap<string, number> = new Map(
  [...FAMILIES.flatMap(([prefix]) => MOVEMENT.map((name) => prefix + name)), ...Object.keys(OTHERS)].map(
    (name, index) => [name, index],
  ),
);

/** Every figure of a day in metric units; 0 where nothing was recorded. */
export function rowOf(day: Day): Float64Array {
  const row = new Float64Array(COLUMNS.size);
  FAMILIES.forEach(([, family], turn) => {
    const figures = day.movement && legacyMovement(day, day.movement[family]);
    if (figures) MOVEMENT.forEach((name, index) => (row[turn * MOVEMENT.length + index] = figures[name]));
  });
  Object.values(OTHERS).forEach((figure, index) => {
    row[FAMILIES.length * MOVEMENT.length + index] = figure(day);
  });
  return row;
}
