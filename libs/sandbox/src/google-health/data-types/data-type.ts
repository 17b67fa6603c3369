import type { ScopeGroup } from '../oauth/google-scopes';

/** What a client can do with a data type, in the words of the service's error message. */
export type Action = 'list' | 'get' | 'reconcile' | 'rollup' | 'dailyRollup' | 'create' | 'update' | 'batchDelete';

export type Kind = 'interval' | 'sample' | 'daily' | 'session' | 'food';

/** One row of the service's capability table. */
export interface DataType {
  /** The spelling in paths and notifications: `heart-rate`. */
  readonly id: string;
  /** The spelling in filters: `heart_rate`. */
  readonly member: string;
  /** The spelling in JSON payloads: `heartRate`. */
  readonly key: string;
  readonly kind: Kind;
  readonly actions: readonly Action[];
  readonly scopeGroup: ScopeGroup;
  /** Whether the service sends notifications of changes. */
  readonly webhook: boolean;
  /** The longest rollup in days; `0` if there are no rollups. */
  readonly capDays: number;
  readonly defaultPageSize: number;
  readonly maxPageSize: number;
}

/** The moment of a point that a filter member restricts. */
export interface FilterMember {
  readonly basis: 'physical' | 'civil' | 'date';
  readonly moment: 'start' | 'end';
  readonly comparators: readonly string[];
}

const BOTH = ['>=', '<'];
const PHYSICAL_START: FilterMember = { basis: 'physical', moment: 'start', comparators: BOTH };
const CIVIL_START: FilterMember = { basis: 'civil', moment: 'start', comparators: BOTH };

const BY_KIND: Record<Kind, Readonly<Record<string, FilterMember>>> = {
  interval: { 'interval.start_time': PHYSICAL_START, 'interval.civil_start_time': CIVIL_START },
  sample: { 'sample_time.physical_time': PHYSICAL_START, 'sample_time.civil_time': CIVIL_START },
  daily: { date: { basis: 'date', moment: 'start', comparators: BOTH } },
  session: { 'interval.civil_start_time': CIVIL_START },
  food: {},
};

const BY_ID: Readonly<Record<string, Readonly<Record<string, FilterMember>>>> = {
  sleep: {
    'interval.end_time': { basis: 'physical', moment: 'end', comparators: BOTH },
    'interval.civil_end_time': { basis: 'civil', moment: 'end', comparators: BOTH },
  },
  electrocardiogram: { 'interval.start_time': { ...PHYSICAL_START, comparators: ['>='] } },
};

/** The members that a filter may restrict, without the prefix of the type. */
export function filterMembersOf(type: DataType): Readonly<Record<string, FilterMember>> {
  return BY_ID[type.id] ?? BY_KIND[type.kind];
}
