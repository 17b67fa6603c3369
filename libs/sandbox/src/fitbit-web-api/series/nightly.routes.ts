import type { FitbitScope } from '../oauth/fitbit-scopes';
import type { Call, RegisterRoute } from '../routes';
import { checkRange, readDate } from '../time/dates';

interface Metric {
  readonly path: string;
  readonly scope: FitbitScope;
  /** The only member of the answer. Without a key the answer is the bare value. */
  readonly key?: string;
  readonly maxDays: number;
  /** Minute by minute data exists as well. */
  readonly intraday?: true;
}

/** The limits are documented, except for SpO2. */
const METRICS: readonly Metric[] = [
  { path: 'hrv', scope: 'heartrate', key: 'hrv', maxDays: 30, intraday: true },
  { path: 'br', scope: 'respiratory_rate', key: 'br', maxDays: 30, intraday: true },
  { path: 'spo2', scope: 'oxygen_saturation', maxDays: Infinity, intraday: true },
  { path: 'temp/core', scope: 'temperature', key: 'tempCore', maxDays: 30 },
  { path: 'temp/skin', scope: 'temperature', key: 'tempSkin', maxDays: 30 },
  { path: 'cardioscore', scope: 'cardio_fitness', key: 'cardioScore', maxDays: 30 },
];

/** Data that devices measure at night. Days without data are omitted; the people of the sandbox have none. */
export function registerNightly(route: RegisterRoute): void {
  for (const metric of METRICS) {
    for (const rest of metric.intraday ? ['', '/all'] : ['']) {
      const base = `/1/user/:user/${metric.path}/date`;
      route({ path: `${base}/:date${rest || ''}.json`, scope: metric.scope, handle: (call) => ofDay(metric, call) });
      route({ path: `${base}/:from/:to${rest}.json`, scope: metric.scope, handle: (call) => ofRange(metric, call) });
    }
  }
}

function ofDay({ key }: Metric, { params, today, service }: Call): object {
  readDate(params.date, 'date', today);
  if (key !== undefined) return { [key]: [] };
  return service.switches.emptySpo2IsArray ? [] : {};
}

function ofRange({ key, maxDays, path }: Metric, { params, today, service }: Call): object {
  const range = { from: readDate(params.from, 'startDate', today), to: readDate(params.to, 'endDate', today) };
  checkRange(range, path === 'spo2' ? Number.MAX_SAFE_INTEGER : maxDays, service.switches);
  return key === undefined ? [] : { [key]: [] };
}
