import { DAY_MS } from '../../people/civil';
import type { Person } from '../../people/person';
import type { Family } from '../points/family';
import { civilDateOf } from '../time/civil';
import { add, type Rollup, type Sums } from './rollup';

/** Adds up a window of civil time. Whole days come from their totals; only a last one that is cut short is split. */
export function sumDays(
  person: Person,
  rollup: Rollup,
  family: Family,
  startMs: number,
  endMs: number,
): Sums | undefined {
  let total: Sums | undefined;
  for (let dayMs = startMs; dayMs < endMs; dayMs += DAY_MS) {
    const day = person.day(civilDateOf(dayMs / DAY_MS));
    if (!day) continue;
    if (dayMs + DAY_MS <= endMs) {
      const sums = rollup.ofDay(day, family);
      if (sums) total = add(total, sums);
    } else {
      for (const { civilMs, sums } of rollup.parts(day, family)) if (civilMs < endMs) total = add(total, sums);
    }
  }
  return total;
}
