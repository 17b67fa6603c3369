import type { ResourceName } from '../../model/resource';
import { activeMinutes, amount, duration, whole } from './interpret/day-values';
import { interpretLastOfDay } from './interpret/last-of-day';
import type { DayValue } from './interpret/rollup-days';
import { interpretSleepDays, SLEEP_RESOURCES } from './interpret/sleep-days';
import { reconcile, rollup, type Endpoint } from './endpoint';
import { SCOPES } from './scopes';

const LONG = 90;
/** `total-calories` and `active-minutes` are among the types that roll up 14 days at most. */
const SHORT = 14;

/** A series of `activities/` over all sources, and its twin below `tracker/` over wearables alone. */
function activity(dataType: string, maxDays: number, values: Readonly<Record<string, DayValue>>): Endpoint[] {
  const below = (prefix: 'activities' | 'activities/tracker'): Record<ResourceName, DayValue> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}/${name}`, value]));
  const settings = { scope: SCOPES.activity, maxDays };
  return [
    rollup(dataType, { ...settings, family: 'all-sources', values: below('activities') }),
    rollup(dataType, { ...settings, family: 'google-wearables', values: below('activities/tracker') }),
  ];
}

const INTAKE = { scope: SCOPES.nutrition, maxDays: LONG, family: 'all-sources' } as const;
const SAMPLES = {
  scope: SCOPES.measurements,
  maxDays: LONG,
  civilMember: 'sample_time.civil_time',
  pageSize: 10_000,
} as const;

/**
 * How each resource is read, in one place. What is missing here the upstream does not have: activeScore, caloriesBMR,
 * efficiency and bmi. Distances and heights come in millimetres, weights in grams, periods in seconds.
 *
 * @see https://developers.google.com/health/data-types and https://developers.google.com/health/migration
 */
export const ENDPOINTS: readonly Endpoint[] = [
  ...activity('steps', LONG, { steps: whole('countSum') }),
  ...activity('distance', LONG, { distance: whole('millimetersSum', 1e6) }),
  ...activity('floors', LONG, { floors: whole('countSum') }),
  ...activity('altitude', LONG, { elevation: whole('gainMillimetersSum', 1e3) }),
  ...activity('active-energy-burned', LONG, { activityCalories: amount('kcalSum') }),
  ...activity('total-calories', SHORT, { calories: amount('kcalSum') }),
  ...activity('sedentary-period', LONG, { minutesSedentary: duration('durationSum') }),
  ...activity('active-minutes', SHORT, {
    minutesLightlyActive: activeMinutes('LIGHT'),
    minutesFairlyActive: activeMinutes('MODERATE'),
    minutesVeryActive: activeMinutes('VIGOROUS'),
  }),
  // A food may be logged without its energy: such a day says nothing about calories.
  rollup('nutrition-log', {
    ...INTAKE,
    values: { 'foods/log/caloriesIn': (day) => day.optional('energy')?.field('kcalSum').amount() },
  }),
  rollup('hydration-log', {
    ...INTAKE,
    values: { 'foods/log/water': (day) => day.field('amountConsumed').field('millilitersSum').amount() },
  }),
  reconcile('weight', {
    ...SAMPLES,
    resources: ['body/weight'],
    interpret: interpretLastOfDay('weight', 'body/weight', (point) => point.field('weightGrams').amount(1e6) / 1000),
  }),
  reconcile('body-fat', {
    ...SAMPLES,
    resources: ['body/fat'],
    interpret: interpretLastOfDay('bodyFat', 'body/fat', (point) => point.field('percentage').amount(100)),
  }),
  reconcile('sleep', {
    scope: SCOPES.sleep,
    maxDays: LONG,
    civilMember: 'interval.civil_end_time',
    pageSize: 25,
    resources: SLEEP_RESOURCES,
    interpret: interpretSleepDays,
  }),
];

/**
 * The device counts steps and judges levels of activity minute by minute: whoever moves changes both. A day that it works
 * out again may have neither steps nor another level, but another distance.
 */
const MOVEMENT = ['steps', 'distance', 'activity-level'] as const;

/**
 * The data types that the upstream sends no notifications of, and those whose notifications announce them as well.
 *
 * @see https://developers.google.com/health/webhooks
 */
export const TRIGGERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['total-calories', MOVEMENT],
  ['active-minutes', MOVEMENT],
  ['active-energy-burned', MOVEMENT],
]);

const BY_KEY = new Map(ENDPOINTS.map((endpoint) => [endpoint.key, endpoint]));
const BY_RESOURCE = new Map(
  ENDPOINTS.flatMap((endpoint) => endpoint.resources.map((resource) => [resource, endpoint] as const)),
);

export function endpointByKey(key: string): Endpoint | undefined {
  return BY_KEY.get(key);
}

/** `undefined` for a series that the upstream does not have. */
export function endpointFor(resource: ResourceName): Endpoint | undefined {
  return BY_RESOURCE.get(resource);
}
