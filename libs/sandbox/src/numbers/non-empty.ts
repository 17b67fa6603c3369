/** A list with at least one item. */
export type NonEmpty<T> = readonly [T, ...T[]];

/** The item at `index`; after the last item it starts again at the first. */
export function cycled<T>(items: NonEmpty<T>, index: number): T {
  return items[index % items.length] ?? items[0];
}
