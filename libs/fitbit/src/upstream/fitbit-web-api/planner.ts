import { clip, contains, datesOf, subtract, tile, type DateRange } from '../../model/date-range';
import type { ResourceName } from '../../model/resource';
import type { PlannedRequest, Wanted } from '../fitbit-upstream';
import type { Endpoint } from './endpoint';
import { endpointFor, SUMMARY } from './endpoints';
import { summaryDays } from './summary-days';

type WantedDays = Map<ResourceName, readonly DateRange[]>;

/**
 * The fewest requests that bring every wanted day of every resource once. Days of `activities/` come by daily summary
 * where that costs fewer requests than their series, all others in the longest windows of their endpoint; newest first
 * over all endpoints. Of requests with the same last day, the one for the resource wanted first leads. Resources that the
 * upstream does not have are left out.
 */
export function plan(wanted: Wanted): PlannedRequest[] {
  const order = [...wanted.keys()];
  const rank = ({ resources }: PlannedRequest) => Math.min(...resources.map((resource) => order.indexOf(resource)));
  const days = daysBySummary(wanted);
  const windows = [...groupByEndpoint(withoutSummarized(wanted, days))].flatMap(([endpoint, ofEndpoint]) =>
    planEndpoint(endpoint, ofEndpoint),
  );
  return [...windows, ...planSummaries(wanted, days, windows)].sort((a, b) =>
    a.window.to === b.window.to ? rank(a) - rank(b) : a.window.to < b.window.to ? 1 : -1,
  );
}

const isSummarized = (resource: ResourceName) => SUMMARY.resources.includes(resource);

function daysBySummary(wanted: Wanted): DateRange[] {
  const rows = [...wanted].flatMap(([resource, ranges]) => {
    const endpoint = isSummarized(resource) ? endpointFor(resource) : undefined;
    return endpoint ? [{ wanted: ranges, maxDays: endpoint.maxDays }] : [];
  });
  return summaryDays(rows);
}

function withoutSummarized(wanted: Wanted, days: readonly DateRange[]): Wanted {
  return new Map(
    [...wanted].map(([resource, ranges]) => [resource, isSummarized(resource) ? subtract(ranges, days) : ranges]),
  );
}

function groupByEndpoint(wanted: Wanted): Map<Endpoint, WantedDays> {
  const endpoints = new Map<Endpoint, WantedDays>();
  for (const [resource, ranges] of wanted) {
    const endpoint = endpointFor(resource);
    if (!endpoint) continue;
    const ofEndpoint = endpoints.get(endpoint) ?? new Map<ResourceName, readonly DateRange[]>();
    endpoints.set(endpoint, ofEndpoint.set(resource, ranges));
  }
  return endpoints;
}

function planEndpoint({ key, maxDays }: Endpoint, wanted: WantedDays): PlannedRequest[] {
  return tile([...wanted.values()].flat(), maxDays).map((window) => ({
    endpoint: key,
    resources: [...wanted].filter(([, ranges]) => clip(ranges, window).length > 0).map(([resource]) => resource),
    window,
  }));
}

/** A summary names a resource only where no window of its series already goes across the day. */
function planSummaries(
  wanted: Wanted,
  days: readonly DateRange[],
  windows: readonly PlannedRequest[],
): PlannedRequest[] {
  return days.flatMap(datesOf).flatMap((date) => {
    const covered = new Set(
      windows.filter(({ window }) => contains(window, date)).flatMap(({ resources }) => resources),
    );
    const resources = [...wanted]
      .filter(([resource, ranges]) => isSummarized(resource) && ranges.some((range) => contains(range, date)))
      .map(([resource]) => resource)
      .filter((resource) => !covered.has(resource));
    return resources.length > 0 ? [{ endpoint: SUMMARY.key, resources, window: { from: date, to: date } }] : [];
  });
}
