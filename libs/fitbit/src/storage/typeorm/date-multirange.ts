import { addDays } from '../../model/civil-date';
import type { DateRange } from '../../model/date-range';

const RANGE = /[[(](\d{4}-\d{2}-\d{2}),(\d{4}-\d{2}-\d{2})[\])]/g;

/** Reads Postgres' canonical text of a `datemultirange`, whose ranges are closed-open. */
export function parseDateMultirange(text: string): DateRange[] {
  return [...text.matchAll(RANGE)].map(([, from = '', end = '']) => ({ from, to: addDays(end, -1) }));
}
