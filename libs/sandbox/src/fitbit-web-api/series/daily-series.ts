import { COLUMNS } from '../figures/columns';
import { LONG_PERIODS, type SeriesPeriod } from '../time/series-period';
import type { Quantity } from '../units';

/** A daily series of reference §5. */
export interface DailySeries {
  /** Below `/1/user/-/`; with hyphens it is the key of the answer. */
  readonly path: string;
  readonly periods: readonly SeriesPeriod[];
  /** `max` answers 422 when there is too much of it (reference §4.3). */
  readonly maxFails?: true;
  readonly maxDays: number;
  /** Where its figure stands; a series without one is always empty. */
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

/** What the plain series and those of the tracker have in common (reference §5.2). */
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

/** Periods and range of the series of version 1 are UNCONFIRMED: those of activities (reference §5.5). */
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
