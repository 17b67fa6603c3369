import type { ScopeGroup } from '../oauth/google-scopes';

/** What can be done with a data type, in the words of the service's own error message. */
export type Action = 'list' | 'get' | 'reconcile' | 'rollup' | 'dailyRollup' | 'create' | 'update' | 'batchDelete';

export type Kind = 'interval' | 'sample' | 'daily' | 'session' | 'food';

/** One row of the capability table of reference §5.1. */
export interface DataType {
  /** Spelling of paths and notifications: `heart-rate`. */
  readonly id: string;
  /** Spelling of filters: `heart_rate`. */
  readonly member: string;
  /** Spelling of JSON payloads: `heartRate`. */
  readonly key: string;
  readonly kind: Kind;
  readonly actions: readonly Action[];
  readonly scopeGroup: ScopeGroup;
  /** Whether changes are notified of. */
  readonly webhook: boolean;
  /** Longest rollup in days; `0` where there is none. */
  readonly capDays: number;
  readonly defaultPageSize: number;
  readonly maxPageSize: number;
}

/** Which moment of a point a filter member speaks about. */
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

/** The members that a filter may restrict, without the type's own prefix. Reference §6.1. */
export function filterMembersOf(type: DataType): Readonly<Record<string, FilterMember>> {
  return BY_ID[type.id] ?? BY_KIND[type.kind];
}
