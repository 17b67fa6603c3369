import { tile, type DateRange } from '../../model/date-range';
import type { ResourceName } from '../../model/resource';
import type { PlannedRequest, Wanted } from '../fitbit-upstream';
import { endpointFor } from './endpoints';
import type { Endpoint } from './endpoint';

type WantedOfEndpoint = Map<ResourceName, readonly DateRange[]>;

/**
 * The fewest requests that bring every wanted day of every resource once. The wanted days of all resources that share
 * a read are joined and cut into the fewest windows; requests of all endpoints then come newest first, so that recent days
 * of everything are there before old days of anything. Of windows with the same end, the resource wanted first leads.
 * Resources that the upstream does not have are left out.
 */
export function plan(wanted: Wanted): PlannedRequest[] {
  return [...groupByEndpoint(wanted)]
    .flatMap(([endpoint, resources]) => planEndpoint(endpoint, resources))
    .sort((a, b) => (a.window.to === b.window.to ? 0 : a.window.to < b.window.to ? 1 : -1));
}

function groupByEndpoint(wanted: Wanted): Map<Endpoint, WantedOfEndpoint> {
  const endpoints = new Map<Endpoint, WantedOfEndpoint>();
  for (const [resource, ranges] of wanted) {
    const endpoint = endpointFor(resource);
    if (!endpoint) continue;
    const resources = endpoints.get(endpoint) ?? new Map<ResourceName, readonly DateRange[]>();
    endpoints.set(endpoint, resources.set(resource, ranges));
  }
  return endpoints;
}

function planEndpoint({ key, maxDays }: Endpoint, wanted: WantedOfEndpoint): PlannedRequest[] {
  return tile([...wanted.values()].flat(), maxDays).map((window) => ({
    endpoint: key,
    resources: [...wanted].filter(([, ranges]) => meets(ranges, window)).map(([resource]) => resource),
    window,
  }));
}

function meets(ranges: readonly DateRange[], window: DateRange): boolean {
  return ranges.some(({ from, to }) => from <= to && from <= window.to && window.from <= to);
}
