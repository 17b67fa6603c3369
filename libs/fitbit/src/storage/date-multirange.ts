import { addDays } from '../model/civil-date';
import type { DateRange } from '../model/date-range';

const RANGE = /[[(](\d{4}-\d{2}-\d{2}),(\d{4}-\d{2}-\d{2})[\])]/g;

/** Parses PostgreSQL's canonical text of a `datemultirange`, whose ranges include their start and exclude their end. */
export function parseDateMultirange(text: string): DateRange[] {
  return [...text.matchAll(RANGE)].map(([, from = '', end = '']) => ({ from, to: addDays(end, -1) }));
}

/** Formats days as PostgreSQL parses a `datemultirange`. */
export function formatDateMultirange(ranges: readonly DateRange[]): string {
  return `{${ranges.map(({ from, to }) => `[${from},${to}]`).join()}}`;
}
