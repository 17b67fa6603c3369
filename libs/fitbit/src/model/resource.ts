/** The four categories. They are also the collections that upstreams notify about. */
export const CATEGORIES = ['foods', 'activities', 'sleep', 'body'] as const;
/** The part of a resource name before the first `/`. */
export type Category = (typeof CATEGORIES)[number];

/** `category/name`, for example `activities/steps` or `activities/tracker/steps`. */
export type ResourceName = `${Category}/${string}`;

/** The unit of a value. `HH:mm` is a time of day in the user's time zone, not a number. */
export type Unit = 'count' | 'km' | 'm' | 'kcal' | 'minutes' | 'kg' | '%' | 'ml' | 'kg/m²' | 'score' | 'HH:mm';

/** One daily series. */
export interface Resource {
  readonly name: ResourceName;
  readonly category: Category;
  /** The name without its category, as in the route `get_data/:category/:resource`. */
  readonly path: string;
  readonly unit: Unit;
  /** The fixed number of digits after the decimal point. Not used for `HH:mm`. */
  readonly fractionDigits: number;
}
