import type { ResourceName } from '../../model/resource';
import { EndpointTable } from '../shared/endpoint-table';
import type { Endpoint } from './endpoint';
import { interpretActivitySummary, SUMMARY_RESOURCES } from './interpret/activity-summary';
import { interpretSeries, type ZeroMeans } from './interpret/series';
import { interpretSleepDays, SLEEP_RESOURCES } from './interpret/sleep-days';
import { SCOPES, type Scope } from './scopes';

/**
 * The limits of a range, in days with both ends. The documentation does not say whether the upstream counts days or the
 * difference of the dates; counted with both ends, the limits hold in either case.
 */
const LONG = 1095;
const ACTIVITY_CALORIES = 30;
const SLEEP_LOGS = 100;

interface SeriesSettings {
  readonly scope: Scope;
  readonly maxDays?: number;
  readonly zeroMeans?: ZeroMeans;
  readonly needsAltimeter?: boolean;
}

/** A classic time series serves one resource; its path is the resource's name. */
function series(resource: ResourceName, settings: SeriesSettings): Endpoint {
  const { scope, maxDays = LONG, zeroMeans = 'value', needsAltimeter } = settings;
  return {
    key: `series:${resource}`,
    subject: resource,
    scope,
    maxDays,
    resources: [resource],
    path: ({ from, to }) => `/1/user/-/${resource}/date/${from}/${to}.json`,
    interpret: interpretSeries(resource, zeroMeans),
    needsAltimeter,
  };
}

/** What a series of `activities/` shares with its counterpart below `tracker/`, which leaves out manual logs. */
const ACTIVITIES: Readonly<Record<string, Partial<SeriesSettings>>> = {
  activityCalories: { maxDays: ACTIVITY_CALORIES },
  calories: {},
  distance: {},
  elevation: { needsAltimeter: true },
  floors: { needsAltimeter: true },
  minutesFairlyActive: {},
  minutesLightlyActive: {},
  minutesSedentary: {},
  minutesVeryActive: {},
  steps: {},
};

const activities = (below: 'activities' | 'activities/tracker'): Endpoint[] =>
  Object.entries(ACTIVITIES).map(([name, settings]) =>
    series(`${below}/${name}`, { scope: SCOPES.activity, ...settings }),
  );

/** Weights carry forward from log to log; the days before the first one have a 0. */
const BODY: SeriesSettings = { scope: SCOPES.weight, zeroMeans: 'no data' };

/**
 * The series, one per resource. The upstream lacks what is missing here and in {@link SLEEP}: activeScore and
 * tracker/activeScore, removed around 2013.
 *
 * @see https://dev.fitbit.com/build/reference/web-api/activity-timeseries/ , body-timeseries/ and nutrition-timeseries/
 */
export const SERIES: readonly Endpoint[] = [
  ...activities('activities'),
  series('activities/caloriesBMR', { scope: SCOPES.activity }),
  ...activities('activities/tracker'),
  series('foods/log/caloriesIn', { scope: SCOPES.nutrition }),
  series('foods/log/water', { scope: SCOPES.nutrition }),
  series('body/bmi', BODY),
  series('body/fat', BODY),
  series('body/weight', BODY),
];

/** One request for all plain `activities/` of one day. */
export const SUMMARY: Endpoint = {
  key: 'activity-summary',
  subject: 'activities',
  scope: SCOPES.activity,
  maxDays: 1,
  resources: SUMMARY_RESOURCES,
  path: ({ from }) => `/1/user/-/activities/date/${from}.json`,
  interpret: interpretActivitySummary,
};

/** The logs list every session; the old series of `sleep/` covered only the main one. */
export const SLEEP: Endpoint = {
  key: 'sleep-logs',
  subject: 'sleep',
  scope: SCOPES.sleep,
  maxDays: SLEEP_LOGS,
  resources: SLEEP_RESOURCES,
  path: ({ from, to }) => `/1.2/user/-/sleep/date/${from}/${to}.json`,
  interpret: interpretSleepDays,
};

/** A resource comes by its series, or the sleep logs; {@link SUMMARY}, listed last, is the second way for some. */
export const ENDPOINTS = new EndpointTable<Endpoint>([...SERIES, SLEEP, SUMMARY], [SCOPES.profile, SCOPES.settings]);
