/** The data types that a change can name, by their ids in the Google Health API. */
export const DATA_TYPES = [
  'steps',
  'distance',
  'floors',
  'altitude',
  'total-calories',
  'active-energy-burned',
  'basal-energy-burned',
  'active-minutes',
  'activity-level',
  'sedentary-period',
  'sleep',
  'weight',
  'body-fat',
  'height',
  'nutrition-log',
  'hydration-log',
] as const;

export type DataType = (typeof DATA_TYPES)[number];
