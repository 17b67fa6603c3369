import { METHODS } from '../auth/methods';
import { openCollection } from '../auth/collection';
import { unplayed } from '../errors/errors';
import { dailyRollUp } from '../rollup/daily-roll-up';
import { rollUp } from '../rollup/roll-up';
import type { Call, RegisterRoute } from '../routes';
import type { QueryType } from '../json/query';
import type { DataPointsCall } from './call';
import { exportExerciseTcx, getPoint } from './get';
import { listPoints, reconcilePoints } from './read-points';

const READ_QUERY = {
  filter: 'string',
  pageSize: 'int32',
  pageToken: 'string',
  dataSourceFamily: 'string',
} as const;

const COLLECTION = '/users/:user/dataTypes/:type/dataPoints';

/** The router guarantees the parameters that the paths below name. */
function inCollection<Q extends QueryType>(call: Call<Q>): Call<Q> & DataPointsCall {
  return call as Call<Q> & DataPointsCall;
}

function inPoint<Q extends QueryType>(call: Call<Q>): Call<Q> & DataPointsCall & { params: { id: string } } {
  return call as Call<Q> & DataPointsCall & { params: { id: string } };
}

/** The methods of `users.dataTypes.dataPoints`. */
export function registerDataPoints(route: RegisterRoute): void {
  const get = { verb: 'GET', method: METHODS.list, query: READ_QUERY } as const;
  route({ ...get, path: COLLECTION, handle: (call) => listPoints(inCollection(call)) });
  route({
    ...get,
    path: `${COLLECTION}::reconcile`,
    method: METHODS.reconcile,
    handle: (call) => reconcilePoints(inCollection(call)),
  });
  route({
    verb: 'POST',
    path: `${COLLECTION}::rollUp`,
    method: METHODS.rollUp,
    query: {},
    handle: (call) => rollUp(inCollection(call)),
  });
  route({
    verb: 'POST',
    path: `${COLLECTION}::dailyRollUp`,
    method: METHODS.dailyRollUp,
    query: {},
    handle: (call) => dailyRollUp(inCollection(call)),
  });
  route({
    verb: 'GET',
    path: `${COLLECTION}/:id([^:]+)`,
    method: METHODS.get,
    query: {},
    handle: (call) => getPoint(inPoint(call)),
  });
  route({
    verb: 'GET',
    path: '/users/:user/dataTypes/exercise/dataPoints/:id([^:]+)::exportExerciseTcx',
    method: METHODS.exportExerciseTcx,
    query: { partialData: 'string' },
    handle: (call) => exportExerciseTcx(inPoint(call)),
  });
  registerWrites(route);
}

/**
 * The sandbox does not store writes. It checks them like any other call (front end, parent, scope, action) and then
 * answers 501, which the real service never does.
 */
function registerWrites(route: RegisterRoute): void {
  const writes = [
    ['POST', COLLECTION, METHODS.create, 'create', 'name'],
    ['PATCH', `${COLLECTION}/:id([^:]+)`, METHODS.update, 'update', 'name'],
    ['POST', `${COLLECTION}::batchDelete`, METHODS.batchDelete, 'batchDelete', 'parent'],
  ] as const;
  for (const [verb, path, method, action, rule] of writes) {
    route({
      verb,
      path,
      method,
      query: {},
      handle: (call) => {
        const { params, caller, service } = inCollection(call);
        // One batch may contain points of several types.
        if (action !== 'batchDelete' || params.type !== '-') openCollection(params, action, rule, caller, service);
        throw unplayed();
      },
    });
  }
}
