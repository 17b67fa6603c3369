import { DAY_MS, epochDayOf, isoDateOf } from '../../calendar/iso-date';
import { type Filter, momentOf } from '../filter/filter';
import type { Cursor } from './page-tokens';
import type { Point, PointReader, View } from './point';

/** Which points a page is taken from, and its size. */
export interface PageRequest {
  readonly reader: PointReader;
  readonly view: View;
  readonly filter?: Filter | undefined;
  readonly cursor?: Cursor | undefined;
  readonly pageSize: number;
}

export interface Page {
  readonly points: readonly Point[];
  /** The start of the next page; absent on the last page. */
  readonly next?: Cursor;
}

/** One page of points, newest first. Days are generated one by one, backwards, until the page is full. */
export function readPage(request: PageRequest): Page {
  const points: Point[] = [];
  let position = request.cursor ?? { ms: Infinity, taken: 0 };
  for (const point of newestFirst(request)) {
    if (points.length === request.pageSize) {
      const lossy = request.view.switches.pageBoundaryTieLoss;
      return { points, next: lossy ? { ...position, taken: Number.MAX_SAFE_INTEGER } : position };
    }
    points.push(point);
    position = { ms: point.startMs, taken: point.startMs === position.ms ? position.taken + 1 : 1 };
  }
  return { points };
}

function* newestFirst({ reader, view, filter, cursor }: PageRequest): Generator<Point> {
  const [first, last] = daysOf(view, filter, cursor);
  let skipped = 0;
  for (let number = last; number >= first; number--) {
    const day = view.person.day(isoDateOf(number));
    if (!day) continue;
    for (const point of reader(day, view).sort((a, b) => b.startMs - a.startMs)) {
      if (filter && !filter.matches(momentOf(filter.member, point))) continue;
      if (cursor && point.startMs > cursor.ms) continue;
      if (cursor && point.startMs === cursor.ms && skipped++ < cursor.taken) continue;
      yield point;
    }
  }
}

/**
 * The days that can contain a match. A civil day is at most one day away from the UTC day of the same date, and a night
 * starts the day before.
 */
function daysOf({ person }: View, filter?: Filter, cursor?: Cursor): [first: number, last: number] {
  const fromMs = filter?.fromMs ?? -Infinity;
  const toMs = Math.min(filter?.toMs ?? Infinity, cursor?.ms ?? Infinity);
  return [
    Math.max(epochDayOf(person.memberSince), Math.floor(fromMs / DAY_MS) - 1),
    Math.min(epochDayOf(person.newestDate), Math.ceil(toMs / DAY_MS) + 1),
  ];
}
