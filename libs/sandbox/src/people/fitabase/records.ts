import type { IsoDate, Movement } from '../person';
import { dateIn, idIn, momentIn, numberIn, wholeNumberIn } from './cells';
import type { TableRow } from './csv-table';

const MINUTES_OF_DAY = 1_440;

export const ACTIVITY_FILE = 'dailyActivity_merged.csv';
export const ACTIVITY_COLUMNS = [
  'Id',
  'ActivityDate',
  'TotalSteps',
  'TotalDistance',
  'TrackerDistance',
  'VeryActiveMinutes',
  'FairlyActiveMinutes',
  'LightlyActiveMinutes',
  'SedentaryMinutes',
  'Calories',
] as const;

export const SLEEP_FILE = 'sleepDay_merged.csv';
export const SLEEP_COLUMNS = ['Id', 'SleepDay', 'TotalSleepRecords', 'TotalMinutesAsleep', 'TotalTimeInBed'] as const;

export const STEPS_FILE = 'hourlySteps_merged.csv';
export const STEPS_COLUMNS = ['Id', 'ActivityHour', 'StepTotal'] as const;

export interface ActivityRecord {
  readonly id: string;
  readonly date: IsoDate;
  readonly all: Movement;
  readonly wearable: Movement;
}

/** The sleep sessions that end on a day, as totals over `sessions` sessions. */
export interface SleepRecord {
  readonly id: string;
  readonly date: IsoDate;
  readonly sessions: number;
  readonly minutesAsleep: number;
  readonly minutesInBed: number;
}

export interface StepsRecord {
  readonly id: string;
  readonly date: IsoDate;
  readonly hour: number;
  readonly steps: number;
}

/**
 * The CSV has no floors, no elevation and no active energy. These figures are 0, which the service treats as absent.
 */
export function activityRecord(row: TableRow<(typeof ACTIVITY_COLUMNS)[number]>): ActivityRecord {
  const lightMinutes = wholeNumberIn(row, 'LightlyActiveMinutes', MINUTES_OF_DAY);
  const moderateMinutes = wholeNumberIn(row, 'FairlyActiveMinutes', MINUTES_OF_DAY);
  const vigorousMinutes = wholeNumberIn(row, 'VeryActiveMinutes', MINUTES_OF_DAY);
  if (lightMinutes + moderateMinutes + vigorousMinutes > MINUTES_OF_DAY) {
    throw row.fault('LightlyActiveMinutes', 'light, fairly and very active minutes are more than a day has.');
  }
  const all: Movement = {
    steps: wholeNumberIn(row, 'TotalSteps'),
    distanceMillimeters: millimetersIn(row, 'TotalDistance'),
    floors: 0,
    altitudeGainMillimeters: 0,
    totalKcal: numberIn(row, 'Calories'),
    activeKcal: 0,
    basalKcal: 0,
    lightMinutes,
    moderateMinutes,
    vigorousMinutes,
    sedentaryMinutes: wholeNumberIn(row, 'SedentaryMinutes', MINUTES_OF_DAY),
  };
  const wearable = { ...all, distanceMillimeters: millimetersIn(row, 'TrackerDistance') };
  return { id: idIn(row, 'Id'), date: dateIn(row, 'ActivityDate'), all, wearable };
}

export function sleepRecord(row: TableRow<(typeof SLEEP_COLUMNS)[number]>): SleepRecord {
  const record = {
    id: idIn(row, 'Id'),
    date: dateIn(row, 'SleepDay'),
    sessions: wholeNumberIn(row, 'TotalSleepRecords', 20),
    minutesAsleep: wholeNumberIn(row, 'TotalMinutesAsleep', MINUTES_OF_DAY),
    minutesInBed: wholeNumberIn(row, 'TotalTimeInBed', MINUTES_OF_DAY),
  };
  if (record.minutesAsleep > record.minutesInBed)
    throw row.fault('TotalMinutesAsleep', 'it is more than TotalTimeInBed.');
  if (record.sessions === 0 || record.sessions > record.minutesInBed) {
    throw row.fault('TotalSleepRecords', `${record.minutesInBed} minutes in bed cannot be ${record.sessions} records.`);
  }
  return record;
}

export function stepsRecord(row: TableRow<(typeof STEPS_COLUMNS)[number]>): StepsRecord {
  const moment = momentIn(row, 'ActivityHour');
  return { id: idIn(row, 'Id'), ...moment, steps: wholeNumberIn(row, 'StepTotal') };
}

/** Converts kilometres to millimetres, the upstream's smallest unit. */
function millimetersIn<Column extends string>(row: TableRow<Column>, column: Column): number {
  return Math.round(numberIn(row, column) * 1e6);
}
