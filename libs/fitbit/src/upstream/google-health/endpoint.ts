import type { ResourceName } from '../../model/resource';
import type { TableEndpoint } from '../shared/endpoint-table';
import type { Interpret } from './interpret/interpret';
import { interpretRollupDays, type DayValue } from './interpret/rollup-days';
import type { Scope } from './scopes';

/** `all-sources` merges everything; `google-wearables` is trackers and watches alone, without manual logs. */
export type SourceFamily = 'all-sources' | 'google-wearables';

interface EndpointBase extends TableEndpoint {
  readonly scope: Scope;
  /** As in paths and notifications: `active-minutes`. */
  readonly dataType: string;
  /**
   * Set for a data type that the upstream sends no notifications for: the announced types whose notifications trigger a
   * read of this one.
   */
  readonly triggers?: readonly string[] | undefined;
  readonly interpret: Interpret;
}

/** Totals of civil days, computed by the service. */
export interface RollupEndpoint extends EndpointBase {
  readonly method: 'dailyRollUp';
  readonly family: SourceFamily;
}

/** Single points of all sources, merged into one stream. */
export interface ReconcileEndpoint extends EndpointBase {
  readonly method: 'reconcile';
  /** The civil time that a filter can name, below the type. */
  readonly civilMember: 'sample_time.civil_time' | 'interval.civil_end_time';
  /** The largest page that the service gives. */
  readonly pageSize: number;
}

export type Endpoint = RollupEndpoint | ReconcileEndpoint;

/** The types whose notifications announce changes of the endpoint's data. */
export function announcingTypes({ dataType, triggers }: Endpoint): readonly string[] {
  return triggers ?? [dataType];
}

const camelCase = (kebab: string) => kebab.replace(/-./g, (hyphenated) => hyphenated.slice(1).toUpperCase());

export interface RollupSettings extends Pick<RollupEndpoint, 'family' | 'maxDays' | 'scope' | 'triggers'> {
  readonly values: Readonly<Record<ResourceName, DayValue>>;
}

export function rollup(dataType: string, { values, ...settings }: RollupSettings): RollupEndpoint {
  const byResource = new Map(Object.entries(values) as [ResourceName, DayValue][]);
  return {
    ...settings,
    method: 'dailyRollUp',
    key: `dailyRollUp:${dataType}:${settings.family}`,
    dataType,
    resources: [...byResource.keys()],
    interpret: interpretRollupDays(camelCase(dataType), byResource),
  };
}

export function reconcile(
  dataType: string,
  settings: Omit<ReconcileEndpoint, 'key' | 'method' | 'dataType'>,
): ReconcileEndpoint {
  return { ...settings, method: 'reconcile', key: `reconcile:${dataType}:all-sources`, dataType };
}
