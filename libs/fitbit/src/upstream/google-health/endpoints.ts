import type { ResourceName } from '../../model/resource';
import { EndpointTable } from '../shared/endpoint-table';
import { reconcile, rollup, type Endpoint } from './endpoint';
import { activeMinutes, amount, duration, whole } from './interpret/day-values';
import { interpretLastOfDay } from './interpret/last-of-day';
import type { DayValue } from './interpret/rollup-days';
import { interpretSleepDays, SLEEP_RESOURCES } from './interpret/sleep-days';
import { SCOPES } from './scopes';

const LONG = 90;
/** `total-calories` and `active-minutes` are among the types that roll up 14 days at most. */
const SHORT = 14;

/**
 * The device counts steps and rates activity levels minute by minute, so a person who moves changes both. A day that the
 * device recalculates may have the same steps and levels, but another distance.
 */
const MOVEMENT = ['steps', 'distance', 'activity-level'] as const;

interface ActivitySettings {
  readonly maxDays?: number;
  readonly triggers?: readonly string[];
}

/** A series of `activities/` over all sources, and its counterpart below `tracker/` over wearables alone. */
function activity(
  dataType: string,
  values: Readonly<Record<string, DayValue>>,
  { maxDays = LONG, triggers }: ActivitySettings = {},
): Endpoint[] {
  const below = (prefix: 'activities' | 'activities/tracker'): Record<ResourceName, DayValue> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}/${name}`, value]));
  const settings = { scope: SCOPES.activity, maxDays, triggers };
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
 * All facts about Google's data types. The upstream lacks what is missing here: activeScore, caloriesBMR, efficiency and
 * bmi. Distances and heights come in millimetres, weights in grams, periods in seconds.
 *
 * @see https://developers.google.com/health/data-types , https://developers.google.com/health/migration and, for what is
 * announced, https://developers.google.com/health/webhooks
 */
export const ENDPOINTS = new EndpointTable<Endpoint>(
  [
    ...activity('steps', { steps: whole('countSum') }),
    ...activity('distance', { distance: whole('millimetersSum', 1e6) }),
    ...activity('floors', { floors: whole('countSum') }),
    ...activity('altitude', { elevation: whole('gainMillimetersSum', 1e3) }),
    ...activity('active-energy-burned', { activityCalories: amount('kcalSum') }, { triggers: MOVEMENT }),
    ...activity('total-calories', { calories: amount('kcalSum') }, { maxDays: SHORT, triggers: MOVEMENT }),
    ...activity('sedentary-period', { minutesSedentary: duration('durationSum') }),
    ...activity(
      'active-minutes',
      {
        minutesLightlyActive: activeMinutes('LIGHT'),
        minutesFairlyActive: activeMinutes('MODERATE'),
        minutesVeryActive: activeMinutes('VIGOROUS'),
      },
      { maxDays: SHORT, triggers: MOVEMENT },
    ),
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
  ],
  [SCOPES.profile, SCOPES.settings],
);
