import { addDays, civilDateIn, type CivilDate } from '../model/civil-date';
import { type Connection, timeZoneOf } from '../model/connection';
import { EMPTY_COVERAGE, type Coverage, finalThrough, holes, type Ledger } from '../model/coverage';
import { type DateRange, subtract } from '../model/date-range';
import type { FailedDays } from '../model/progress';
import type { ResourceName } from '../model/resource';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import type { FitbitUpstream, PlannedRequest, Wanted } from '../upstream/fitbit-upstream';

/** How far back an import goes when the upstream does not say since when the user has been a member. */
const UNKNOWN_HISTORY_DAYS = 365;
const DAY_MS = 86_400_000;

/** The user's own today. */
export function todayOf(connection: Pick<Connection, 'timeZone'>, now: Date): CivilDate {
  return civilDateIn(timeZoneOf(connection), now);
}

/** Where a day ends last on Earth. */
const LAST_ZONE = 'Etc/GMT+12';

/**
 * The last day that an answer given `now` makes final, as {@link finalThrough}: a day is not over before it is over
 * everywhere, because the user may fly west and have it once more. A sync in the future says nothing.
 */
export function finalDay(
  { timeZone, lastSyncedAt }: Pick<Connection, 'timeZone' | 'lastSyncedAt'>,
  now: Date,
): CivilDate {
  const [here, last] = [todayOf({ timeZone }, now), civilDateIn(LAST_ZONE, now)];
  const synced = lastSyncedAt !== null && lastSyncedAt <= now ? civilDateIn(LAST_ZONE, lastSyncedAt) : null;
  return finalThrough(here < last ? here : last, synced);
}

/** How deep the host wants a history; nothing said: all of it. */
export type HistoryDepth = Partial<Pick<ResolvedFitbitOptions, 'historyDays' | 'historyStart'>>;

/** The days an import wants: from the first that can have data, as deep as the host wants, until the user's today. */
export function historyRange(
  { timeZone, memberSince }: Pick<Connection, 'timeZone' | 'memberSince'>,
  now: Date,
  { historyDays, historyStart }: HistoryDepth = {},
): DateRange {
  const today = todayOf({ timeZone }, now);
  const chosen = historyStart ?? (historyDays === undefined ? undefined : addDays(today, 1 - historyDays));
  const begins = [memberSince, chosen].filter((day) => day !== null && day !== undefined);
  const [from = addDays(today, 1 - UNKNOWN_HISTORY_DAYS)] = begins.sort().reverse();
  return { from: from < today ? from : today, to: today };
}

/** Days that are not asked for now, because asking has failed and the time of the next attempt has not come. */
export type PausedDays = ReadonlyMap<ResourceName, readonly DateRange[]>;

/** The days of fetches that failed and are not due at `now`. */
export function pausedDays(failures: readonly FailedDays[], now: Date): PausedDays {
  const paused = new Map<ResourceName, DateRange[]>();
  for (const { resources, from, to, nextAttemptAt } of failures) {
    if (nextAttemptAt <= now) continue;
    for (const resource of resources) paused.set(resource, [...(paused.get(resource) ?? []), { from, to }]);
  }
  return paused;
}

/**
 * Whether a failure is of the past: its days came with other windows, and nobody has tried it since the day after it was
 * due.
 */
export function isOver({ resources, from, to, nextAttemptAt }: FailedDays, ledger: Ledger, now: Date): boolean {
  if (now.getTime() - nextAttemptAt.getTime() < DAY_MS) return false;
  return resources.every((resource) => holes({ from, to }, ledger.get(resource) ?? EMPTY_COVERAGE).length === 0);
}

/** Whose days are planned, and which. */
export interface PlanScope {
  readonly resources: readonly ResourceName[];
  readonly range: DateRange;
  readonly ledger: Ledger;
  /** Days to leave out for now. @defaultValue none */
  readonly paused?: PausedDays;
}

/**
 * The fewest requests that read the days of the scope that `daysOf` picks: `holes` nobody has fetched, `changing`
 * ones may read differently by now, `announced` ones do.
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
