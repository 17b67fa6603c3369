import { contains, datesOf, subtract, type DateRange } from '../../model/date-range';
import type { ResourceName } from '../../model/resource';
import type { PlannedRequest, Wanted } from '../port/planned-request';
import { newestFirst } from '../shared/newest-first';
import { ENDPOINTS, SUMMARY } from './endpoints';
import { summaryDays } from './summary-days';

/**
 * Few requests that bring every wanted day of every resource once. Days of `activities/` come by daily summary where
 * that costs fewer requests than their series, all others in the longest windows of their endpoint. Resources that the
 * upstream does not have are left out.
 */
export function plan(wanted: Wanted): PlannedRequest[] {
  const days = daysBySummary(wanted);
  const windows = ENDPOINTS.planWindows(withoutSummarized(wanted, days));
  return newestFirst([...windows, ...planSummaries(wanted, days, windows)], wanted);
}

const isSummarized = (resource: ResourceName) => SUMMARY.resources.includes(resource);

function daysBySummary(wanted: Wanted): DateRange[] {
  const rows = [...wanted].flatMap(([resource, ranges]) => {
    const endpoint = isSummarized(resource) ? ENDPOINTS.endpointFor(resource) : undefined;
    return endpoint ? [{ wanted: ranges, maxDays: endpoint.maxDays }] : [];
  });
  return summaryDays(rows);
}

function withoutSummarized(wanted: Wanted, days: readonly DateRange[]): Wanted {
  return new Map(
    [...wanted].map(([resource, ranges]) => [resource, isSummarized(resource) ? subtract(ranges, days) : ranges]),
  );
}

/** A summary leaves out the resources whose own series already has a window across the day. */
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
