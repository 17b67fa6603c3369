import { CATALOGUE, type Category, type Resource } from 'nestjs-fitbit';

/** How a series is drawn: a sum of the day, a measurement that stands between two readings, or a time of day. */
export type SeriesKind = 'total' | 'measure' | 'clock';

/** A resource as people read it. */
export interface LabelledResource {
  readonly name: string;
  readonly category: Category;
  readonly label: string;
  readonly unit: string;
  readonly kind: SeriesKind;
  /** Of the wearable alone, without phone and manual logs. */
  readonly tracker: boolean;
}

export const CATEGORY_TITLES: Readonly<Record<Category, string>> = {
  activities: 'Activity',
  sleep: 'Sleep',
  body: 'Body',
  foods: 'Food and water',
};

/** In the order of the pages. */
const LABELS: Readonly<Record<string, string>> = {
  steps: 'Steps',
  distance: 'Distance',
  calories: 'Energy burned',
  activityCalories: 'Energy burned in activity',
  caloriesBMR: 'Basal energy',
  minutesVeryActive: 'Very active',
  minutesFairlyActive: 'Fairly active',
  minutesLightlyActive: 'Lightly active',
  minutesSedentary: 'Sedentary',
  floors: 'Floors',
  elevation: 'Elevation gain',
  activeScore: 'Active score',
  minutesAsleep: 'Asleep',
  timeInBed: 'In bed',
  startTime: 'Fell asleep at',
  minutesToFallAsleep: 'Time to fall asleep',
  minutesAwake: 'Awake in bed',
  minutesAfterWakeup: 'In bed after waking up',
  awakeningsCount: 'Awakenings',
  efficiency: 'Efficiency',
  weight: 'Weight',
  fat: 'Body fat',
  bmi: 'Body mass index',
  'log/caloriesIn': 'Energy eaten',
  'log/water': 'Water',
};

const ORDER = Object.keys(LABELS);
const TRACKER = 'tracker/';

/** Every resource, in the order of the pages: the plain series of a category before those of the tracker. */
export const RESOURCES: readonly LabelledResource[] = CATALOGUE.map(labelled).sort((a, b) => rank(a) - rank(b));

export function findLabelled(name: string): LabelledResource | undefined {
  return RESOURCES.find((resource) => resource.name === name);
}

function labelled({ name, category, path, unit }: Resource): LabelledResource {
  const tracker = path.startsWith(TRACKER);
  const plain = plainPath(path);
  const kind = unit === 'HH:mm' ? 'clock' : category === 'body' ? 'measure' : 'total';
  return { name, category, label: LABELS[plain] ?? plain, unit: unitText(unit, plain), kind, tracker };
}

function unitText(unit: string, path: string): string {
  if (unit === 'HH:mm') return 'time of day';
  return unit === 'count' ? ({ steps: 'steps', floors: 'floors' }[path] ?? 'times') : unit;
}

function rank({ name, tracker, category }: LabelledResource): number {
  return ORDER.indexOf(plainPath(name.slice(category.length + 1))) + (tracker ? ORDER.length : 0);
}

function plainPath(path: string): string {
  return path.startsWith(TRACKER) ? path.slice(TRACKER.length) : path;
}
