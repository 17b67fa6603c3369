/** A list with at least one item. */
export type NonEmpty<T> = readonly [T, ...T[]];

/** The item at `index`, counting on from the start after the last one. */
export function cycled<T>(items: NonEmpty<T>, index: number): T {
  return items[index % items.length] ?? items[0];
}
