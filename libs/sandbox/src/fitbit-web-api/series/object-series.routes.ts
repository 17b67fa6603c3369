import type { RegisterRoute } from '../routes';
import { LONG_PERIODS, SHORT_PERIODS } from '../time/series-period';
import { heartDays } from './heart';
import { readDateSpan } from './series.routes';

/** One year, both ends included. */
const HEART = { periods: SHORT_PERIODS, maxDays: 366 };
const ZONE_MINUTES = { periods: LONG_PERIODS, maxDays: 1095 };

/**
 * The series whose values are objects. The people of the sandbox have no heart rate data, so heart days have zones
 * without minutes, and active zone minutes have no days.
 */
export function registerObjectSeries(route: RegisterRoute): void {
  route({
    path: '/1/user/:user/activities/heart/date/:date/:last.json',
    scope: 'heartrate',
    handle: (call) => ({ 'activities-heart': heartDays(readDateSpan(HEART, call), call.person) }),
  });
  route({
    path: '/1/user/:user/activities/active-zone-minutes/date/:date/:last.json',
    scope: 'activity',
    handle: (call) => {
      readDateSpan(ZONE_MINUTES, call);
      return { 'activities-active-zone-minutes': [] };
    },
  });
}
