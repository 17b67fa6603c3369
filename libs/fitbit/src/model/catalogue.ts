import { CATEGORIES, type Category, type Resource, type ResourceName, type Unit } from './resource';

type Shape = readonly [unit: Unit, fractionDigits: number];

const COUNT: Shape = ['count', 0];
const ENERGY: Shape = ['kcal', 3];
const MINUTES: Shape = ['minutes', 2];
const PERCENT: Shape = ['%', 3];

/** Six digits resolve a millimetre, the smallest unit that an upstream sends. */
const DISTANCE: Shape = ['km', 6];

const TRACKED: Record<string, Shape> = {
  activeScore: ['score', 0],
  activityCalories: ENERGY,
  calories: ENERGY,
  distance: DISTANCE,
  elevation: ['m', 3],
  floors: COUNT,
  minutesFairlyActive: MINUTES,
  minutesLightlyActive: MINUTES,
  minutesSedentary: MINUTES,
  minutesVeryActive: MINUTES,
  steps: COUNT,
};

const SHAPES: Record<Category, Record<string, Shape>> = {
  foods: { 'log/caloriesIn': ENERGY, 'log/water': ['ml', 3] },
  activities: {
    ...TRACKED,
    caloriesBMR: ENERGY,
    ...Object.fromEntries(Object.entries(TRACKED).map(([path, shape]) => [`tracker/${path}`, shape])),
  },
  sleep: {
    awakeningsCount: COUNT,
    efficiency: PERCENT,
    minutesAfterWakeup: MINUTES,
    minutesAsleep: MINUTES,
    minutesAwake: MINUTES,
    minutesToFallAsleep: MINUTES,
    startTime: ['HH:mm', 0],
    timeInBed: MINUTES,
  },
  body: { bmi: ['kg/m²', 3], fat: PERCENT, weight: ['kg', 3] },
};

/** The 36 resources in their default order: by category, in the order of `CATEGORIES`, then by name. */
export const CATALOGUE: readonly Resource[] = CATEGORIES.flatMap((category) =>
  Object.entries(SHAPES[category])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, [unit, fractionDigits]]) => ({
      name: `${category}/${path}` as const,
      category,
      path,
      unit,
      fractionDigits,
    })),
);

const BY_NAME: ReadonlyMap<string, Resource> = new Map(CATALOGUE.map((resource) => [resource.name, resource]));

/** The names of the 36 resources, in the order of {@link CATALOGUE}. */
export const RESOURCE_NAMES: readonly ResourceName[] = CATALOGUE.map(({ name }) => name);

/** Finds a resource by name, for example `activities/steps`. `undefined` if the catalogue does not list it. */
export function findResource(name: string): Resource | undefined {
  return BY_NAME.get(name);
}

/** @throws RangeError if the catalogue does not list the name, for example when it comes from user input. */
export function resourceOf(name: ResourceName): Resource {
  const resource = BY_NAME.get(name);
  if (!resource) throw new RangeError(`${name} is not in the catalogue.`);
  return resource;
}

export function isCategory(text: string): text is Category {
  return (CATEGORIES as readonly string[]).includes(text);
}
