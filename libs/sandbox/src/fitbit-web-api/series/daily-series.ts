import { COLUMNS } from '../figures/columns';
import { LONG_PERIODS, type SeriesPeriod } from '../time/series-period';
import type { Quantity } from '../units';

/** A daily series. */
export interface DailySeries {
  /** The path below `/1/user/-/`. With hyphens instead of slashes it is the key of the answer. */
  readonly path: string;
  readonly periods: readonly SeriesPeriod[];
  /** `max` answers 422 for members who joined too long ago. */
  readonly maxFails?: true;
  readonly maxDays: number;
  /** The column of its figure. A series without one has no data. */
  readonly column?: number | undefined;
  readonly quantity?: Quantity | undefined;
  readonly kind: 'sum' | 'body' | 'time' | 'liquid';
  readonly needsAltimeter?: true;
}

const LONG = 1095;
const WITH_MAX: readonly SeriesPeriod[] = [...LONG_PERIODS, 'max'];

type Settings = Partial<Omit<DailySeries, 'path'>>;

function series(prefix: string, resources: Readonly<Record<string, Settings>>): DailySeries[] {
  return Object.entries(resources).map(([name, settings]) => {
    const path = prefix + name;
    return { path, periods: WITH_MAX, maxDays: LONG, kind: 'sum', column: COLUMNS.get(path), ...settings };
  });
}

/** The series that `activities/` and `activities/tracker/` have in common. */
const ACTIVITIES: Readonly<Record<string, Settings>> = {
  activityCalories: { maxDays: 30, maxFails: true },
  calories: { maxFails: true },
  distance: { quantity: 'distance', maxFails: true },
  elevation: { quantity: 'elevation', needsAltimeter: true, maxFails: true },
  floors: { needsAltimeter: true, maxFails: true },
  minutesFairlyActive: { maxFails: true },
  minutesLightlyActive: { maxFails: true },
  minutesSedentary: { maxFails: true },
  minutesVeryActive: { maxFails: true },
  steps: { maxFails: true },
};

/** Periods and range limits of the version 1 series are unconfirmed; those of `activities/` are assumed. */
const SLEEP: Readonly<Record<string, Settings>> = {
  startTime: { kind: 'time', maxFails: true },
  timeInBed: { maxFails: true },
  minutesAsleep: { maxFails: true },
  awakeningsCount: { maxFails: true },
  minutesAwake: { maxFails: true },
  minutesToFallAsleep: { maxFails: true },
  minutesAfterWakeup: { maxFails: true },
  efficiency: { maxFails: true },
};

const ALL: readonly DailySeries[] = [
  ...series('activities/', {
    ...ACTIVITIES,
    caloriesBMR: { maxFails: true },
    'swimming-strokes': { maxFails: true },
  }),
  ...series('activities/tracker/', ACTIVITIES),
  ...series('body/', {
    bmi: { kind: 'body' },
    fat: { kind: 'body' },
    weight: { kind: 'body', quantity: 'weight' },
  }),
  ...series('foods/log/', {
    caloriesIn: { periods: LONG_PERIODS },
    water: { periods: LONG_PERIODS, kind: 'liquid', quantity: 'liquid' },
  }),
  ...series('sleep/', SLEEP),
];

const BY_PATH: ReadonlyMap<string, DailySeries> = new Map(ALL.map((one) => [one.path, one]));

export function findSeries(path: string): DailySeries | undefined {
  return BY_PATH.get(path);
}
