import type { IsoDate } from '../person';
import { FitabaseError, readTable, type TableRow } from './csv-table';
import {
  ACTIVITY_COLUMNS,
  ACTIVITY_FILE,
  activityRecord,
  type ActivityRecord,
  SLEEP_COLUMNS,
  SLEEP_FILE,
  sleepRecord,
  type SleepRecord,
  STEPS_COLUMNS,
  STEPS_FILE,
  stepsRecord,
} from './records';

export interface FitabasePerson {
  readonly id: string;
  readonly activity: Map<IsoDate, ActivityRecord>;
  /** The rows of a day. Their values add up. */
  readonly sleep: Map<IsoDate, readonly SleepRecord[]>;
  /** 24 step counts per day. They only distribute the daily total over the hours. */
  readonly hourlySteps: Map<IsoDate, number[]>;
}

/** The content of a folder. */
export interface FitabaseFolder {
  /** In the order of the files. */
  readonly people: readonly FitabasePerson[];
  /** The last day with a row in any of the files. */
  readonly lastDate: IsoDate;
}

/**
 * Reads a folder in the Fitabase CSV format. `dailyActivity_merged.csv` is required; `sleepDay_merged.csv` and
 * `hourlySteps_merged.csv` are optional.
 *
 * @throws FitabaseError that names file, line and column
 */
export function readFitabaseFolder(folder: string): FitabaseFolder {
  const activity = readTable(folder, ACTIVITY_FILE, ACTIVITY_COLUMNS);
  if (!activity) throw new FitabaseError(`${folder} has no ${ACTIVITY_FILE}; the sleep and hourly files are optional.`);
  const people = new Map<string, FitabasePerson>();
  for (const row of activity) addActivity(people, row);
  for (const row of readTable(folder, SLEEP_FILE, SLEEP_COLUMNS) ?? []) addSleep(people, row);
  for (const row of readTable(folder, STEPS_FILE, STEPS_COLUMNS) ?? []) addSteps(people, row);
  const lastDate = [...people.values()].flatMap(datesOf).reduce((last, date) => (date > last ? date : last), '');
  if (!lastDate) throw new FitabaseError(`${ACTIVITY_FILE} and ${SLEEP_FILE} have no rows.`);
  return { people: [...people.values()], lastDate };
}

/** The first day with a row of any kind. */
export function firstDateOf(person: FitabasePerson): IsoDate {
  return datesOf(person).reduce((first, date) => (date < first ? date : first));
}

function datesOf({ activity, sleep, hourlySteps }: FitabasePerson): IsoDate[] {
  return [...activity.keys(), ...sleep.keys(), ...hourlySteps.keys()];
}

function addActivity(people: Map<string, FitabasePerson>, row: TableRow<(typeof ACTIVITY_COLUMNS)[number]>): void {
  const record = activityRecord(row);
  const { activity } = personIn(people, record.id);
  const known = activity.get(record.date);
  if (known && !same(known, record)) {
    throw row.fault('ActivityDate', `person ${record.id} has another row for ${record.date} with other values.`);
  }
  activity.set(record.date, record);
}

/** The files contain some rows twice; those count once. */
function addSleep(people: Map<string, FitabasePerson>, row: TableRow<(typeof SLEEP_COLUMNS)[number]>): void {
  const record = sleepRecord(row);
  const { sleep } = personIn(people, record.id);
  const rows = sleep.get(record.date) ?? [];
  if (!rows.some((known) => same(known, record))) sleep.set(record.date, [...rows, record]);
}

/** Hourly rows of a person without daily rows are ignored, because they contain nothing that is stored. */
function addSteps(people: Map<string, FitabasePerson>, row: TableRow<(typeof STEPS_COLUMNS)[number]>): void {
  const { id, date, hour, steps } = stepsRecord(row);
  const hours = people.get(id)?.hourlySteps;
  if (!hours) return;
  const day = hours.get(date) ?? new Array<number>(24).fill(0);
  day[hour] = steps;
  hours.set(date, day);
}

function personIn(people: Map<string, FitabasePerson>, id: string): FitabasePerson {
  const known = people.get(id);
  if (known) return known;
  const person = { id, activity: new Map(), sleep: new Map(), hourlySteps: new Map() };
  people.set(id, person);
  return person;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
