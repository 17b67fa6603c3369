import { addDays, civilDateIn, type CivilDate } from '../model/civil-date';
import { type Connection, timeZoneOf } from '../model/connection';
import { announced, changing, EMPTY_COVERAGE, type Coverage, holes, type Ledger } from '../model/coverage';
import type { DateRange } from '../model/date-range';
import type { ResourceName } from '../model/resource';
import type { FitbitUpstream, PlannedRequest, Wanted } from '../upstream/fitbit-upstream';

/** How far back an import goes when the upstream does not say since when the user has been a member. */
const UNKNOWN_HISTORY_DAYS = 365;

/** The user's own today. */
export function todayOf(connection: Pick<Connection, 'timeZone'>, now: Date): CivilDate {
  return civilDateIn(timeZoneOf(connection), now);
}

/** The days an import wants: from the first that can have data until the user's today. */
export function historyRange(connection: Pick<Connection, 'timeZone' | 'memberSince'>, now: Date): DateRange {
  const today = todayOf(connection, now);
  const from = connection.memberSince ?? addDays(today, 1 - UNKNOWN_HISTORY_DAYS);
  return { from: from < today ? from : today, to: today };
}

/** Fills the holes: the fewest requests that bring every day of `range` that the ledger does not have. */
export function planHoles(
  upstream: Pick<FitbitUpstream, 'plan'>,
  resources: readonly ResourceName[],
  range: DateRange,
  ledger: Ledger,
): PlannedRequest[] {
  return planDays(upstream, resources, ledger, (coverage) => holes(range, coverage));
}

/** The fewest requests that read again every day of `range` that has an answer which may still change. */
export function planChanging(
  upstream: Pick<FitbitUpstream, 'plan'>,
  resources: readonly ResourceName[],
  range: DateRange,
  ledger: Ledger,
): PlannedRequest[] {
  return planDays(upstream, resources, ledger, (coverage) => changing(range, coverage));
}

/** The fewest requests that read every day of `range` of which the upstream said that it changed. */
export function planAnnounced(
  upstream: Pick<FitbitUpstream, 'plan'>,
  resources: readonly ResourceName[],
  range: DateRange,
  ledger: Ledger,
): PlannedRequest[] {
  return planDays(upstream, resources, ledger, (coverage) => announced(range, coverage));
}

function planDays(
  upstream: Pick<FitbitUpstream, 'plan'>,
  resources: readonly ResourceName[],
  ledger: Ledger,
  daysOf: (coverage: Coverage) => DateRange[],
): PlannedRequest[] {
  const wanted: Wanted = new Map(
    resources
      .map((resource) => [resource, daysOf(ledger.get(resource) ?? EMPTY_COVERAGE)] as const)
      .filter(([, days]) => days.length > 0),
  );
  return upstream.plan(wanted);
}
