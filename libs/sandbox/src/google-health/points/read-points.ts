import { type Collection, openCollection } from '../auth/collection';
import { invalidArgument, permissionDenied } from '../errors/errors';
import { compileFilter } from '../filter/compile';
import type { DataPointsCall, ReadParameters } from './call';
import { readFamily } from './family';
import { nameOf } from './names';
import { checkPageSize } from './page-size';
import type { Cursor } from './page-tokens';
import type { Point, View } from './point';
import { readPage } from './read-page';
import { READERS } from './readers';

type ReadCall = DataPointsCall & { readonly query: ReadParameters };

/** The types whose list does not accept a family. */
const WITHOUT_FAMILY = new Set(['sleep', 'food', 'food-measurement-unit']);

/** The cursor of the page that follows an empty first page. */
const NEWEST: Cursor = { ms: Number.MAX_SAFE_INTEGER, taken: 0 };

/** `dataPoints.list`: the points of each source. */
export function listPoints(call: ReadCall): object {
  const collection = openCollection(call.params, 'list', 'parent', call.caller, call.service);
  const { type, ownOnly } = collection;
  if (WITHOUT_FAMILY.has(type.id)) {
    if (call.query.dataSourceFamily) throw invalidArgument();
    if (ownOnly) throw permissionDenied();
  }
  const { healthUserId } = call.caller.person;
  return page(call, collection, { merged: false }, ({ id, dataSource, value }) => ({
    ...(id === undefined ? {} : { name: nameOf(healthUserId, type, id) }),
    dataSource,
    [type.key]: value(),
  }));
}

/** `dataPoints.reconcile`: one stream of all sources, without attribution. */
export function reconcilePoints(call: ReadCall): object {
  const collection = openCollection(call.params, 'reconcile', 'parent', call.caller, call.service);
  const { type } = collection;
  const { healthUserId } = call.caller.person;
  return page(call, collection, { merged: true }, ({ id, value }) => ({
    ...(id === undefined ? {} : { dataPointName: nameOf(healthUserId, type, id) }),
    [type.key]: value(),
  }));
}

function page(
  { caller, service, query }: ReadCall,
  { type, ownOnly }: Collection,
  { merged }: Pick<View, 'merged'>,
  render: (point: Point) => object,
): object {
  const { switches, pageTokens } = service;
  const family = readFamily(query.dataSourceFamily, ownOnly);
  const asked = checkPageSize(query.pageSize, switches);
  const filter = compileFilter(query.filter ?? '', type, switches);
  const bound = JSON.stringify([caller.person.id, type.id, merged, query.filter, query.dataSourceFamily, asked]);
  const cursor = query.pageToken ? pageTokens.open(bound, query.pageToken) : undefined;
  const reader = READERS.get(type.id);
  if (!reader) return {};
  if (switches.emptyFirstPage && !cursor) return { nextPageToken: pageTokens.seal(bound, NEWEST) };
  const view = { person: caller.person, family, merged, switches, nowMs: service.now() };
  // Larger sizes are truncated, not refused.
  const pageSize = Math.min(asked ?? type.defaultPageSize, type.maxPageSize);
  const { points, next } = readPage({ reader, view, filter, cursor, pageSize });
  if (points.length === 0) return {};
  return { dataPoints: points.map(render), nextPageToken: next ? pageTokens.seal(bound, next) : '' };
}
