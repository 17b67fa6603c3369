import { DAY_MS, isoDateOf, shiftDate } from '../../calendar/iso-date';
import type { IsoDate } from '../../people/person';
import { invalidPeriod } from '../errors/errors';

const DAYS = { '1d': 1, '7d': 7, '1w': 7, '30d': 30 } as const;
const MONTHS = { '1m': 1, '3m': 3, '6m': 6, '1y': 12 } as const;
const FIXED = { '1m': 30, '3m': 90, '6m': 180, '1y': 365 } as const;

export type SeriesPeriod = keyof typeof DAYS | keyof typeof MONTHS | 'max';

/** The periods that series support. */
export const SHORT_PERIODS: readonly SeriesPeriod[] = ['1d', '7d', '30d', '1w', '1m'];
export const LONG_PERIODS: readonly SeriesPeriod[] = [...SHORT_PERIODS, '3m', '6m', '1y'];

/** @throws FitbitWebApiError for a period that is not in `allowed` */
export function readPeriod(text: string, allowed: readonly SeriesPeriod[]): SeriesPeriod {
  const period = allowed.find((one) => one === text);
  if (!period) throw invalidPeriod(text);
  return period;
}

/** The first day of a period that ends on `last`. `max` depends on the membership instead. */
export function firstDateOf(period: Exclude<SeriesPeriod, 'max'>, last: IsoDate, calendar: boolean): IsoDate {
  if (period in DAYS) return shiftDate(last, 1 - DAYS[period as keyof typeof DAYS]);
  const months = period as keyof typeof MONTHS;
  return calendar ? shiftDate(monthsBefore(last, MONTHS[months]), 1) : shiftDate(last, 1 - FIXED[months]);
}

/** The same day, `months` earlier, or the last day of that month. */
function monthsBefore(date: IsoDate, months: number): IsoDate {
  const [year, month, day] = [+date.slice(0, 4), +date.slice(5, 7) - 1 - months, +date.slice(8, 10)];
  const lastOfMonth = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return isoDateOf(Date.UTC(year, month, Math.min(day, lastOfMonth)) / DAY_MS);
}
