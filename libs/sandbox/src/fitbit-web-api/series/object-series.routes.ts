import type { RegisterRoute } from '../routes';
import { LONG_PERIODS, SHORT_PERIODS } from '../time/series-period';
import { heartDays } from './heart';
import { readDateSpan } from './series.routes';

/** A year, so that both ends count (reference §5.6). */
const HEART = { periods: SHORT_PERIODS, maxDays: 366 };
const ZONE_MINUTES = { periods: LONG_PERIODS, maxDays: 1095 };

/**
 * Series whose values are objects (reference §5.6, §5.7). No person here has heart data: heart rates come as zones without
 * minutes, active zone minutes leave days without any out.
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
