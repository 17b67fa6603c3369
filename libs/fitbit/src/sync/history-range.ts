import { addDays, civilDateIn, type CivilDate, startOfNextDay } from '../model/civil-date';
import { type Connection, timeZoneOf } from '../model/connection';
import { finalThrough } from '../model/coverage';
import type { DateRange } from '../model/date-range';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';

/** Length of a history when the upstream does not say since when the user has been a member. */
const UNKNOWN_HISTORY_DAYS = 365;
/** The time zone in which a day ends last. */
const LAST_ZONE = 'Etc/GMT+12';

/** Today in the user's time zone. */
export function todayOf(connection: Pick<Connection, 'timeZone'>, now: Date): CivilDate {
  return civilDateIn(timeZoneOf(connection), now);
}

/** When the user's next day begins. */
export function nextDayOf(connection: Pick<Connection, 'timeZone'>, now: Date): Date {
  return startOfNextDay(timeZoneOf(connection), now);
}

/**
 * The last day that an answer given at `now` makes final, see {@link finalThrough}. A day is over only when it is over in
 * every time zone, because the user may fly west and live it twice. A last sync in the future is ignored.
 */
export function lastFinalDay(
  { timeZone, lastSyncedAt }: Pick<Connection, 'timeZone' | 'lastSyncedAt'>,
  now: Date,
): CivilDate {
  const [here, last] = [todayOf({ timeZone }, now), civilDateIn(LAST_ZONE, now)];
  const synced = lastSyncedAt !== null && lastSyncedAt <= now ? civilDateIn(LAST_ZONE, lastSyncedAt) : null;
  return finalThrough(here < last ? here : last, synced);
}

/** How long a history the host wants. Without either option: all of it. */
export type HistoryDepth = Partial<Pick<ResolvedFitbitOptions, 'historyDays' | 'historyStart'>>;

/** The days an import wants: from the first that can have data and that the host wants, to the user's today. */
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
