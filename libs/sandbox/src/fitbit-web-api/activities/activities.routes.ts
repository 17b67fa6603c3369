import { validation } from '../errors/errors';
import type { Call, RegisterRoute } from '../routes';
import { emptyPagination } from '../time/list-query';
import { dailySummary } from './daily-summary';

/** The daily summary and the logged exercises. The people of the sandbox log no exercises. */
export function registerActivities(route: RegisterRoute): void {
  const scope = 'activity';
  route({ path: '/1/user/:user/activities/date/:date.json', scope, handle: dailySummary });
  route({ path: '/1/user/:user/activities/list.json', scope, handle: exerciseList });
  route({ path: '/1/user/:user/activities.json', scope, handle: () => lifetime() });
  route({ path: '/1/user/:user/activities/goals/:period.json', scope, handle: goals });
  for (const kind of ['frequent', 'recent', 'favorite']) {
    route({ path: `/1/user/:user/activities/${kind}.json`, scope, handle: () => [] });
  }
}

function exerciseList({ query, today }: Call): object {
  return { activities: [], pagination: emptyPagination(query, today) };
}

function lifetime(): object {
  const nothing = { distance: 0, floors: 0, steps: 0 };
  return { best: { total: {}, tracker: {} }, lifetime: { total: nothing, tracker: nothing } };
}

function goals({ params: { period } }: Call): object {
  if (period !== 'daily' && period !== 'weekly') throw validation('period', `Invalid period: ${period}`);
  return { goals: { activeMinutes: 30, caloriesOut: 2500, distance: 8.05, floors: 10, steps: 10_000 } };
}
