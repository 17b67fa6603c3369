import type { ResourceName } from '../../model/resource';
import type { Interpret } from './interpret/interpret';
import { interpretRollupDays, type DayValue } from './interpret/rollup-days';
import type { Scope } from './scopes';

/** `all-sources` merges everything; `google-wearables` is trackers and watches alone, without manual logs. */
export type SourceFamily = 'all-sources' | 'google-wearables';

interface EndpointBase {
  /** Names the read in planned requests: jobs in a queue carry it, so it does not change. */
  readonly key: string;
  /** As in paths: `active-minutes`. */
  readonly dataType: string;
  readonly scope: Scope;
  /** The longest window of one request, in days. */
  readonly maxDays: number;
  /** What one answer serves. */
  readonly resources: readonly ResourceName[];
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
  readonly civilMember: string;
  /** The largest page that the service gives. */
  readonly pageSize: number;
}

export type Endpoint = RollupEndpoint | ReconcileEndpoint;

const camelCase = (kebab: string) => kebab.replace(/-./g, (hyphenated) => hyphenated.slice(1).toUpperCase());

export interface RollupSettings extends Pick<RollupEndpoint, 'family' | 'maxDays' | 'scope'> {
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
