import { Temporal } from 'temporal-polyfill';
import { type CivilDate, isCivilDate } from '../model/civil-date';

/** The values of the parameter `period`. Each period ends on the base date. */
export const PERIODS = ['1d', '7d', '30d', '1w', '1m', '3m', '6m', '1y', 'max'] as const;
export type Period = (typeof PERIODS)[number];

const LENGTHS: Record<Exclude<Period, 'max'>, Temporal.DurationLike> = {
  '1d': { days: 1 },
  '7d': { days: 7 },
  '30d': { days: 30 },
  '1w': { weeks: 1 },
  '1m': { months: 1 },
  '3m': { months: 3 },
  '6m': { months: 6 },
  '1y': { years: 1 },
};

/** The days to read, both ends included; from the very first without `from`. */
export interface ReadRange {
  readonly from: CivilDate | undefined;
  readonly to: CivilDate;
}

/** The query of `get_data` as it arrives: a parameter that is given twice is a list. */
export interface RangeQuery {
  readonly period?: unknown;
  readonly base_date?: unknown;
  readonly end_date?: unknown;
}

/**
 * Rule R8: either `period`, ending on `base_date` (by default the user's today), or `base_date` and `end_date`.
 * Calendar periods begin on base − period + 1 day. `undefined` for anything else.
 */
export function readRange(
  { period, base_date: base, end_date: end }: RangeQuery,
  today: CivilDate,
): ReadRange | undefined {
  if ((period === undefined) === (end === undefined)) return undefined;
  if (base !== undefined && !isCivilDate(base)) return undefined;
  if (end !== undefined) {
    return isCivilDate(end) && base !== undefined && base <= end ? { from: base, to: end } : undefined;
  }
  const name = PERIODS.find((candidate) => candidate === period);
  if (name === undefined) return undefined;
  const to = base ?? today;
  if (name === 'max') return { from: undefined, to };
  const from = Temporal.PlainDate.from(to).subtract(LENGTHS[name]).add({ days: 1 }).toString();
  return isCivilDate(from) ? { from, to } : undefined;
}
