import { addDays, civilDateIn, type CivilDate } from '../model/civil-date';
import { type Connection, timeZoneOf } from '../model/connection';
import {
  announced,
  changing,
  EMPTY_COVERAGE,
  type Coverage,
  finalThrough,
  holes,
  type Ledger,
} from '../model/coverage';
import { type DateRange, subtract } from '../model/date-range';
import type { FetchFailure } from '../model/progress';
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
export function pausedDays(failures: readonly FetchFailure[], now: Date): PausedDays {
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
export function isOver({ resources, from, to, nextAttemptAt }: FetchFailure, ledger: Ledger, now: Date): boolean {
  if (now.getTime() - nextAttemptAt.getTime() < DAY_MS) return false;
  return resources.every((resource) => holes({ from, to }, ledger.get(resource) ?? EMPTY_COVERAGE).length === 0);
}

/** Fills the holes: the fewest requests that bring every day of `range` that the ledger does not have. */
export function planHoles(
  upstream: Pick<FitbitUpstream, 'plan'>,
  resources: readonly ResourceName[],
  range: DateRange,
  ledger: Ledger,
  paused: PausedDays = new Map(),
): PlannedRequest[] {
  return planDays(upstream, resources, ledger, paused, (coverage) => holes(range, coverage));
}

/** The fewest requests that read again every day of `range` that has an answer which may still change. */
export function planChanging(
  upstream: Pick<FitbitUpstream, 'plan'>,
  resources: readonly ResourceName[],
  range: DateRange,
  ledger: Ledger,
  paused: PausedDays = new Map(),
): PlannedRequest[] {
  return planDays(upstream, resources, ledger, paused, (coverage) => changing(range, coverage));
}

/** The fewest requests that read every day of `range` of which the upstream said that it changed. */
export function planAnnounced(
  upstream: Pick<FitbitUpstream, 'plan'>,
  resources: readonly ResourceName[],
  range: DateRange,
  ledger: Ledger,
  paused: PausedDays = new Map(),
): PlannedRequest[] {
  return planDays(upstream, resources, ledger, paused, (coverage) => announced(range, coverage));
}

function planDays(
  upstream: Pick<FitbitUpstream, 'plan'>,
  resources: readonly ResourceName[],
  ledger: Ledger,
  paused: PausedDays,
  daysOf: (coverage: Coverage) => DateRange[],
): PlannedRequest[] {
  const wanted: Wanted = new Map(
    resources
      .map((resource) => {
        const days = daysOf(ledger.get(resource) ?? EMPTY_COVERAGE);
        return [resource, subtract(days, paused.get(resource) ?? [])] as const;
      })
      .filter(([, days]) => days.length > 0),
  );
  return upstream.plan(wanted);
}
