import type { HTTPMethods } from 'fastify';
import { readOnlyClient } from '../errors/errors';
import type { RegisterRoute } from '../routes';

/** Every path below `/1/user/-/` that changes data, from the official Swagger document. */
const WRITES: Readonly<Record<'POST' | 'DELETE', readonly string[]>> = {
  POST: [
    'activities.json',
    'activities/favorite/:id.json',
    'activities/goals/:period.json',
    'body/log/fat.json',
    'body/log/fat/goal.json',
    'body/log/weight.json',
    'body/log/weight/goal.json',
    'devices/tracker/:tracker/alarms.json',
    'devices/tracker/:tracker/alarms/:id.json',
    'foods.json',
    'foods/log.json',
    'foods/log/:id.json',
    'foods/log/favorite/:id.json',
    'foods/log/goal.json',
    'foods/log/water.json',
    'foods/log/water/:id.json',
    'foods/log/water/goal.json',
    'meals.json',
    'meals/:id.json',
    'profile.json',
  ],
  DELETE: [
    'activities/:id.json',
    'activities/favorite/:id.json',
    'body/log/fat/:id.json',
    'body/log/weight/:id.json',
    'devices/tracker/:tracker/alarms/:id.json',
    'foods/:id.json',
    'foods/log/:id.json',
    'foods/log/favorite/:id.json',
    'foods/log/water/:id.json',
    'meals/:id.json',
  ],
};

const SLEEP_WRITES: readonly [HTTPMethods, string][] = [
  ['POST', '/1.2/user/:user/sleep.json'],
  ['POST', '/1.2/user/:user/sleep/goal.json'],
  ['DELETE', '/1.2/user/:user/sleep/:id.json'],
];

/** The application is registered as read-only, so every write is refused. */
export function registerWrites(route: RegisterRoute): void {
  const below = Object.entries(WRITES).flatMap(([verb, paths]) =>
    paths.map((path): [HTTPMethods, string] => [verb, `/1/user/:user/${path}`]),
  );
  for (const [verb, path] of [...below, ...SLEEP_WRITES]) {
    route({
      verb,
      path,
      handle: () => {
        throw readOnlyClient();
      },
    });
  }
}
