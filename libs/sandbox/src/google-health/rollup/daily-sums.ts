import { DAY_MS, isoDateOf } from '../../calendar/iso-date';
import type { Person } from '../../people/person';
import type { DataType } from '../data-types/data-type';
import type { Family } from '../points/family';
import type { DailyTotals } from './daily-totals';
import { add, type Sums } from './rollup';
import { ROLLUPS } from './rollups';

/** Which days are added up, and of which sources. */
export interface DailyQuestion {
  readonly person: Person;
  readonly type: DataType;
  readonly family: Family;
  readonly totals: DailyTotals;
}

/**
 * Adds up a window of civil time. Whole days come from cached totals; only a partial last day is added up minute by
 * minute.
 */
export function sumDays(
  { person, type, family, totals }: DailyQuestion,
  startMs: number,
  endMs: number,
): Sums | undefined {
  let total: Sums | undefined;
  let dayMs = startMs;
  for (; dayMs + DAY_MS <= endMs; dayMs += DAY_MS) {
    const sums = totals.sumsOn(person, dayMs / DAY_MS, type.id, family);
    if (sums) total = add(total, sums);
  }
  const cutDay = dayMs < endMs ? person.day(isoDateOf(dayMs / DAY_MS)) : undefined;
  const parts = cutDay && ROLLUPS.get(type.id)?.parts(cutDay, family);
  for (const { civilMs, sums } of parts ?? []) if (civilMs < endMs) total = add(total, sums);
  return total;
}
