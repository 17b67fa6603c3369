import { parse } from 'csv-parse/sync';
import fs from 'node:fs';
import path from 'node:path';
import { ToolFailure } from '../support/failure';

export const DAILY_ACTIVITY_FILE = 'dailyActivity_merged.csv';
const DATE_COLUMNS = { [DAILY_ACTIVITY_FILE]: 'ActivityDate', 'sleepDay_merged.csv': 'SleepDay' };
const DAY_MS = 24 * 60 * 60 * 1000;
const NOON_MS = DAY_MS / 2;

/**
 * Noon of the day after the last recorded one. With a clock that stands there, old data is as recent as it was to the
 * people who recorded it.
 *
 * @param folder a Fitabase export
 * @returns ISO 8601, UTC
 */
export function noonAfterLastDay(folder: string): string {
  let last = -Infinity;
  for (const [name, column] of Object.entries(DATE_COLUMNS)) {
    const file = path.join(folder, name);
    if (!fs.existsSync(file)) continue;
    const rows = parse<Record<string, string>>(fs.readFileSync(file), {
      columns: true,
      bom: true,
      skip_empty_lines: true,
      relax_column_count: true,
    });
    for (const row of rows) last = Math.max(last, dayOf(row[column], { file, column }));
  }
  if (last === -Infinity) throw new ToolFailure(`There is no day in ${path.join(folder, DAILY_ACTIVITY_FILE)}.`);
  return new Date(last + DAY_MS + NOON_MS).toISOString();
}

/** `5/12/2016` or `5/12/2016 12:00:00 AM`. */
function dayOf(text = '', { file, column }: { file: string; column: string }): number {
  const [, month, day, year] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})( |$)/.exec(text) ?? [];
  if (!year) throw new ToolFailure(`${file}: "${text}" in column ${column} is not a date like 5/12/2016.`);
  return Date.UTC(Number(year), Number(month) - 1, Number(day));
}
