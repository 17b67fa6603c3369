import type { Day } from '../../people/person';
import type { Family } from '../points/family';

/** Numbers that are added up over a window, by position. */
export type Sums = readonly number[];

/** The smallest part of a day that is added up: a minute or a log. */
export interface Part {
  readonly ms: number;
  /** The same moment in civil milliseconds. */
  readonly civilMs: number;
  readonly sums: Sums;
}

/** How one data type is rolled up. */
export interface Rollup {
  /** The sums of a whole day, which keeps daily rollups cheap; `undefined` where nothing was recorded. */
  readonly ofDay: (day: Day, family: Family) => Sums | undefined;
  /** The same day in parts, for windows that do not end at midnight. */
  readonly parts: (day: Day, family: Family) => Iterable<Part>;
  /** Formats the value; `undefined` for a window without data. `zeros` requests explicit zeros. */
  readonly render: (sums: Sums, zeros: boolean) => object | undefined;
}

export function add(total: Sums | undefined, sums: Sums): Sums {
  return total ? total.map((sum, index) => sum + (sums[index] ?? 0)) : sums;
}
