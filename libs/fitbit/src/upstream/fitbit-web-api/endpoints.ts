import type { ResourceName } from '../../model/resource';
import { interpretActivitySummary, SUMMARY_RESOURCES } from './interpret/activity-summary';
import { interpretSeries, type ZeroMeans } from './interpret/series';
import { interpretSleepDays, SLEEP_RESOURCES } from './interpret/sleep-days';
import type { Endpoint } from './endpoint';
import { SCOPES, type Scope } from './scopes';

/**
 * The limits of a range, in days with both ends. It is not documented whether the upstream counts days or the
 * difference of the dates; so counted they hold either way.
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

/** What a series of `activities/` has in common with its twin below `tracker/`, which leaves out manual logs. */
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

/** Weights carry forward from log to log; before the first there is a 0. */
const BODY: SeriesSettings = { scope: SCOPES.weight, zeroMeans: 'no data' };

/**
 * The series, one per resource. What is missing here and in {@link SLEEP} the upstream does not have: activeScore and
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

/** One request for everything that `activities/` says of one day. */
export const SUMMARY: Endpoint = {
  key: 'activity-summary',
  subject: 'activities',
  scope: SCOPES.activity,
  maxDays: 1,
  resources: SUMMARY_RESOURCES,
  path: ({ from }) => `/1/user/-/activities/date/${from}.json`,
  interpret: interpretActivitySummary,
};

/** The logs know every session, where the old series of `sleep/` knew the main one. */
export const SLEEP: Endpoint = {
  key: 'sleep-logs',
  subject: 'sleep',
  scope: SCOPES.sleep,
  maxDays: SLEEP_LOGS,
  resources: SLEEP_RESOURCES,
  path: ({ from, to }) => `/1.2/user/-/sleep/date/${from}/${to}.json`,
  interpret: interpretSleepDays,
};

const BY_KEY = new Map([...SERIES, SUMMARY, SLEEP].map((endpoint) => [endpoint.key, endpoint]));
/** How a resource is read when its days are many; {@link SUMMARY} is the second way for some. */
const BY_RESOURCE = new Map(
  [...SERIES, SLEEP].flatMap((endpoint) => endpoint.resources.map((resource) => [resource, endpoint] as const)),
);

export function endpointByKey(key: string): Endpoint | undefined {
  return BY_KEY.get(key);
}

/** `undefined` for a series that the upstream does not have. */
export function endpointFor(resource: ResourceName): Endpoint | undefined {
  return BY_RESOURCE.get(resource);
}
