import type { Day } from '../../people/person';
import type { Family } from '../points/family';

/** Numbers that are added up over a window, each in its place. */
export type Sums = readonly number[];

/** A share of a day that is not divided further: a minute, a log. */
export interface Part {
  readonly ms: number;
  /** The same moment on the wall. */
  readonly civilMs: number;
  readonly sums: Sums;
}

/** How one data type is rolled up. */
export interface Rollup {
  /** A whole day at once: what makes daily rollups cheap. Nothing where nothing was recorded. */
  readonly ofDay: (day: Day, family: Family) => Sums | undefined;
  /** The same day in parts, for windows that do not end at midnight. */
  readonly parts: (day: Day, family: Family) => Iterable<Part>;
  /** The rollup value, or nothing for a window without data. `zeros` asks for explicit zeros. */
  readonly render: (sums: Sums, zeros: boolean) => object | undefined;
}

export function add(total: Sums | undefined, sums: Sums): Sums {
  return total ? total.map((sum, index) => sum + (sums[index] ?? 0)) : sums;
}
