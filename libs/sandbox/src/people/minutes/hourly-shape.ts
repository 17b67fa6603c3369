/**
 * How the movement of an ordinary day is distributed over its hours, from midnight on. Used for days without hourly
 * data.
 */
export const ORDINARY_SHAPE: readonly number[] = [
  0, 0, 0, 0, 0, 1, 3, 6, 8, 7, 6, 7, 9, 8, 7, 7, 8, 10, 10, 8, 5, 3, 2, 1,
];
