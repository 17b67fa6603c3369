import { EMPTY_COVERAGE, type Coverage, type Ledger } from '../model/coverage';
import { type DateRange, subtract } from '../model/date-range';
import type { ResourceName } from '../model/resource';
import type { FitbitUpstream, PlannedRequest, Wanted } from '../upstream/fitbit-upstream';
import type { PausedDays } from './paused-days';

/** The resources and days that a plan may cover. */
export interface PlanScope {
  readonly resources: readonly ResourceName[];
  readonly range: DateRange;
  readonly ledger: Ledger;
  /** Days to leave out for now. @defaultValue none */
  readonly paused?: PausedDays;
}

/**
 * Plans the fewest requests for the days of the scope that `daysOf` picks from each resource's coverage: `holes` (not
 * fetched yet), `changing` (fetched, may still change) or `announced` (changed, says the upstream).
 */
export function planDays(
  upstream: Pick<FitbitUpstream, 'plan'>,
  { resources, range, ledger, paused }: PlanScope,
  daysOf: (range: DateRange, coverage: Coverage) => DateRange[],
): PlannedRequest[] {
  const wanted: Wanted = new Map(
    resources
      .map((resource) => {
        const days = daysOf(range, ledger.get(resource) ?? EMPTY_COVERAGE);
        return [resource, subtract(days, paused?.get(resource) ?? [])] as const;
      })
      .filter(([, days]) => days.length > 0),
  );
  return upstream.plan(wanted);
}
