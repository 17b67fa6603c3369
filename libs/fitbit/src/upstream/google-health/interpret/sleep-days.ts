import type { CivilDate } from '../../../model/civil-date';
import type { DataPoint } from '../../../model/data-point';
import { contains } from '../../../model/date-range';
import type { ResourceName } from '../../../model/resource';
import { numericPoint, type Interpret } from './interpret';
import { parseSleepSession, type SleepSession } from './sleep-session';

const sumOf = (member: string) => (session: SleepSession) => session.minutes(member);

/** Each is the sum over the sessions that end on the day. */
const SUMS: ReadonlyMap<ResourceName, (session: SleepSession) => number | undefined> = new Map([
  ['sleep/awakeningsCount', (session) => session.awakenings()],
  ['sleep/minutesAfterWakeup', sumOf('minutesAfterWakeUp')],
  ['sleep/minutesAsleep', sumOf('minutesAsleep')],
  ['sleep/minutesAwake', sumOf('minutesAwake')],
  ['sleep/minutesToFallAsleep', sumOf('minutesToFallAsleep')],
  ['sleep/timeInBed', sumOf('minutesInSleepPeriod')],
]);

const START_TIME = 'sleep/startTime';

export const SLEEP_RESOURCES: readonly ResourceName[] = [...SUMS.keys(), START_TIME];

/** Sessions of sleep to the values of the days on which they ended. */
export const interpretSleepDays: Interpret = (points, { resources, window }) => {
  // A page may repeat a session of the page before when one was added in between; it must not count twice.
  const sessions = new Map<string, SleepSession>();
  for (const point of points) {
    const session = parseSleepSession(point);
    if (!contains(window, session.date)) throw point.malformed('ends outside the window');
    if (!sessions.has(session.id)) sessions.set(session.id, session);
  }
  return [...byDay(sessions.values())].flatMap(([date, ofDay]) =>
    resources.flatMap((resource) => pointOf(resource, date, ofDay)),
  );
};

function byDay(sessions: Iterable<SleepSession>): Map<CivilDate, SleepSession[]> {
  const days = new Map<CivilDate, SleepSession[]>();
  for (const session of sessions) {
    const day = days.get(session.date);
    if (day) day.push(session);
    else days.set(session.date, [session]);
  }
  return days;
}

function pointOf(resource: ResourceName, date: CivilDate, sessions: readonly SleepSession[]): DataPoint[] {
  if (resource === START_TIME) return [{ resource, date, value: mainOf(sessions).startTime }];
  const total = totalOf(sessions.map((session) => SUMS.get(resource)?.(session)));
  return total === undefined ? [] : [numericPoint(resource, date, total)];
}

/** The session flagged as main sleep; none flagged, or several: the longest, and of equals the first. */
function mainOf(sessions: readonly SleepSession[]): SleepSession {
  const flagged = sessions.filter(({ isMain }) => isMain);
  const candidates = flagged.length > 0 ? flagged : sessions;
  return candidates.reduce((best, session) =>
    session.lengthMs > best.lengthMs || (session.lengthMs === best.lengthMs && session.startMs < best.startMs)
      ? session
      : best,
  );
}

/** A part that is unknown makes the sum unknown. */
function totalOf(parts: readonly (number | undefined)[]): number | undefined {
  return parts.reduce((sum, part) => (sum === undefined || part === undefined ? undefined : sum + part), 0);
}
