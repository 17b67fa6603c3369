import { contains } from '../../../model/date-range';
import type { ResourceName } from '../../../model/resource';
import { mainOf, sleepPoints, sumOf, type SleepDayValue } from '../../shared/sleep-by-day';
import type { Interpret } from './interpret';
import { parseSleepSession, type SleepSession } from './sleep-session';

const sumOfMinutes = (member: string) => sumOf<SleepSession>((session) => session.minutes(member));

const VALUES: ReadonlyMap<ResourceName, SleepDayValue<SleepSession>> = new Map([
  ['sleep/awakeningsCount', sumOf((session) => session.awakenings())],
  ['sleep/minutesAfterWakeup', sumOfMinutes('minutesAfterWakeUp')],
  ['sleep/minutesAsleep', sumOfMinutes('minutesAsleep')],
  ['sleep/minutesAwake', sumOfMinutes('minutesAwake')],
  ['sleep/minutesToFallAsleep', sumOfMinutes('minutesToFallAsleep')],
  ['sleep/timeInBed', sumOfMinutes('minutesInSleepPeriod')],
  ['sleep/startTime', (sessions) => mainOf(sessions)?.startTime],
]);

export const SLEEP_RESOURCES: readonly ResourceName[] = [...VALUES.keys()];

/** Sessions of sleep as the values of the days on which they ended. */
export const interpretSleepDays: Interpret = (points, { resources, window }) => {
  const sessions = points.map((point) => {
    const session = parseSleepSession(point);
    if (!contains(window, session.date)) throw point.malformed('ends outside the window');
    return session;
  });
  // A page repeats a session of the page before when one was added in between: such a session counts once.
  return sleepPoints(sessions, resources, VALUES);
};
