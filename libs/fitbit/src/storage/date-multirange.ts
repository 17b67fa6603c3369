import { addDays } from '../model/civil-date';
import type { DateRange } from '../model/date-range';

const RANGE = /[[(](\d{4}-\d{2}-\d{2}),(\d{4}-\d{2}-\d{2})[\])]/g;

/** Reads Postgres' canonical text of a `datemultirange`, whose ranges are closed-open. */
export function parseDateMultirange(text: string): DateRange[] {
  return [...text.matchAll(RANGE)].map(([, from = '', end = '']) => ({ from, to: addDays(end, -1) }));
}

/** Writes days as Postgres reads them. */
export function formatDateMultirange(ranges: readonly DateRange[]): string {
  return `{${ranges.map(({ from, to }) => `[${from},${to}]`).join()}}`;
}
