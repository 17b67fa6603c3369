import { daysOf } from '../../people/truth/truth';
import { readScope } from '../oauth/google-scopes';
import { openCollection } from '../auth/collection';
import { missingScope, notFound } from '../errors/errors';
import type { DataPointsCall } from './call';
import { checkPointId, nameOf } from './names';
import { READERS } from './readers';

type PointCall = DataPointsCall & { readonly params: { readonly id: string } };

/** `dataPoints.get`. Its `{user}` may be the numeric id. */
export function getPoint({ caller, params, service }: PointCall): object {
  const { type, ownOnly } = openCollection(params, 'get', 'name', caller, service);
  checkPointId(params.id);
  const { person } = caller;
  const reader = READERS.get(type.id);
  const family = ownOnly ? 'self-sources' : 'all-sources';
  const view = { person, family, merged: false, switches: service.switches, nowMs: service.now() } as const;
  for (const day of reader ? daysOf(person) : []) {
    const point = reader?.(day, view).find(({ id }) => id === params.id);
    if (point) {
      return {
        name: nameOf(person.healthUserId, type, params.id),
        dataSource: point.dataSource,
        [type.key]: point.value(),
      };
    }
  }
  throw notFound();
}

/** `dataPoints.exportExerciseTcx` requires two scopes. The people of the sandbox have no recorded exercises. */
export function exportExerciseTcx({ caller, params, service }: PointCall): never {
  openCollection({ ...params, type: 'exercise' }, 'get', 'name', caller, service);
  if (!caller.scopes.has(readScope('location'))) throw missingScope([readScope('location')]);
  checkPointId(params.id);
  throw notFound();
}
