import type { GoogleHealthSwitches } from '../../switches/google-health.switches';
import type { ScopeGroup } from '../oauth/google-scopes';
import type { Action, DataType, Kind } from './data-type';

const ACTIONS: Readonly<Record<string, Action>> = {
  L: 'list',
  G: 'get',
  R: 'reconcile',
  U: 'rollup',
  D: 'dailyRollup',
  C: 'create',
  P: 'update',
  B: 'batchDelete',
};

const A = 'activity_and_fitness';
const H = 'health_metrics_and_measurements';

type Row = readonly [id: string, kind: Kind, actions: string, scopeGroup: ScopeGroup, capDays?: number];

/** The service's capability table. The third column abbreviates the actions, see {@link ACTIONS}. */
const ROWS: readonly Row[] = [
  ['active-energy-burned', 'interval', 'LRUD', A, 90],
  ['active-minutes', 'interval', 'LRUD', A, 14],
  ['active-zone-minutes', 'interval', 'LRUD', A, 90],
  ['activity-level', 'interval', 'LR', A],
  ['altitude', 'interval', 'LRUD', A, 90],
  ['blood-glucose', 'sample', 'LGRUD', H, 90],
  ['body-fat', 'sample', 'LGRUDCPB', H, 90],
  ['calories-in-heart-rate-zone', 'interval', 'UD', A, 14],
  ['core-body-temperature', 'sample', 'LGRUD', H, 90],
  ['daily-heart-rate-variability', 'daily', 'LR', H],
  ['daily-heart-rate-zones', 'daily', 'LR', H],
  ['daily-oxygen-saturation', 'daily', 'LR', H],
  ['daily-respiratory-rate', 'daily', 'LR', H],
  ['daily-resting-heart-rate', 'daily', 'LR', H],
  ['daily-sleep-temperature-derivations', 'daily', 'LR', H],
  ['daily-vo2-max', 'daily', 'LR', A],
  ['distance', 'interval', 'LRUD', A, 90],
  ['electrocardiogram', 'session', 'L', 'ecg'],
  ['exercise', 'session', 'LGRCPB', A],
  ['floors', 'interval', 'RUD', A, 90],
  ['food', 'food', 'LG', 'nutrition'],
  ['food-measurement-unit', 'food', 'LG', 'nutrition'],
  ['heart-rate', 'sample', 'LRUD', H, 14],
  ['heart-rate-variability', 'sample', 'LR', H],
  ['height', 'sample', 'LGRCPB', H],
  ['hydration-log', 'session', 'LGRUDCPB', 'nutrition', 90],
  ['irregular-rhythm-notification', 'session', 'L', 'irn'],
  ['menstrual-period', 'interval', 'CPB', 'reproductive_health'],
  ['moods', 'sample', 'CPB', 'mindfulness'],
  ['nutrition-log', 'session', 'LGRUDCPB', 'nutrition', 90],
  ['ovulation-test', 'sample', 'CPB', 'reproductive_health'],
  ['oxygen-saturation', 'sample', 'LR', H],
  ['respiratory-rate-sleep-summary', 'sample', 'LR', H],
  ['run-vo2-max', 'sample', 'LRUD', A, 90],
  ['sedentary-period', 'interval', 'LRUD', A, 90],
  ['sleep', 'session', 'LGRCPB', 'sleep'],
  ['steps', 'interval', 'LRUD', A, 90],
  ['swim-lengths-data', 'interval', 'LRUD', A, 90],
  ['symptoms', 'sample', 'CPB', 'logged_symptoms'],
  ['time-in-heart-rate-zone', 'interval', 'LRUD', A, 90],
  ['total-calories', 'interval', 'UD', A, 14],
  ['vo2-max', 'sample', 'LR', A],
  ['weight', 'sample', 'LGRUDCPB', H, 90],
];

/** The data types with notifications, from the same table. */
const WEBHOOKS: ReadonlySet<string> = new Set([
  'active-zone-minutes',
  'activity-level',
  'altitude',
  'blood-glucose',
  'body-fat',
  'calories-in-heart-rate-zone',
  'daily-heart-rate-variability',
  'daily-heart-rate-zones',
  'daily-oxygen-saturation',
  'daily-respiratory-rate',
  'daily-resting-heart-rate',
  'daily-sleep-temperature-derivations',
  'distance',
  'exercise',
  'floors',
  'heart-rate',
  'heart-rate-variability',
  'height',
  'hydration-log',
  'nutrition-log',
  'respiratory-rate-sleep-summary',
  'run-vo2-max',
  'sedentary-period',
  'sleep',
  'steps',
  'time-in-heart-rate-zone',
  'weight',
]);

/** Sleep and exercise have small pages. Heart rate without a page size has pages of 50, as measured. */
const PAGE_SIZES: Readonly<Record<string, readonly [byDefault: number, max: number]>> = {
  sleep: [25, 25],
  exercise: [25, 25],
  'heart-rate': [50, 10_000],
};

function dataType([id, kind, actions, scopeGroup, capDays = 0]: Row): DataType {
  const [defaultPageSize, maxPageSize] = PAGE_SIZES[id] ?? [1440, 10_000];
  return {
    id,
    member: id.replaceAll('-', '_'),
    key: id.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
    kind,
    actions: [...actions].flatMap((letter) => ACTIONS[letter] ?? []),
    scopeGroup,
    webhook: WEBHOOKS.has(id),
    capDays,
    defaultPageSize,
    maxPageSize,
  };
}

/** Every documented data type, by id. */
export const DATA_TYPES: ReadonlyMap<string, DataType> = new Map(ROWS.map((row) => [row[0], dataType(row)]));

const BASAL_ENERGY = dataType(['basal-energy-burned', 'interval', 'LR', A]);
const ROLLED_UP_ACTIVITY_LEVEL = dataType(['activity-level', 'interval', 'LRUD', A, 90]);

const BY_MEMBER: ReadonlySet<string> = new Set([...DATA_TYPES.values(), BASAL_ENERGY].map(({ member }) => member));

/** The data type as the switches define it; `undefined` for an unknown id. */
export function findDataType(id: string, switches: Readonly<GoogleHealthSwitches>): DataType | undefined {
  if (id === BASAL_ENERGY.id) return switches.readableBasalEnergyBurned ? BASAL_ENERGY : undefined;
  if (id === ROLLED_UP_ACTIVITY_LEVEL.id && switches.activityLevelRollups) return ROLLED_UP_ACTIVITY_LEVEL;
  return DATA_TYPES.get(id);
}

/** `true` for the snake case name of a data type, which restrictions of a filter start with. */
export function isFilterPrefix(name: string): boolean {
  return BY_MEMBER.has(name);
}
