// Old data looks fresh when the clock stands where its people stood: at noon of the day after the last one recorded.
import fs from 'node:fs';
import path from 'node:path';
import { ToolFailure } from '../support/failure.mjs';

export const DAILY_ACTIVITY_FILE = 'dailyActivity_merged.csv';
const DATED_COLUMNS = { [DAILY_ACTIVITY_FILE]: 'ActivityDate', 'sleepDay_merged.csv': 'SleepDay' };
const DAY_MS = 24 * 60 * 60 * 1000;
const NOON_MS = DAY_MS / 2;

/**
 * @param {string} folder a Fitabase export
 * @returns {Promise<string>} ISO 8601, UTC
 */
export async function noonAfterLastDay(folder) {
  const { parse } = await import('csv-parse/sync');
  let last = -Infinity;
  for (const [name, column] of Object.entries(DATED_COLUMNS)) {
    const file = path.join(folder, name);
    if (!fs.existsSync(file)) continue;
    /** @type {Record<string, string>[]} */
    const rows = parse(fs.readFileSync(file), {
      columns: true,
      bom: true,
      skip_empty_lines: true,
      relax_column_count: true,
    });
    for (const row of rows) last = Math.max(last, dayOf(row[column], file, column));
  }
  if (last === -Infinity) throw new ToolFailure(`There is no day in ${path.join(folder, DAILY_ACTIVITY_FILE)}.`);
  return new Date(last + DAY_MS + NOON_MS).toISOString();
}

/** `5/12/2016` or `5/12/2016 12:00:00 AM`. @param {string | undefined} text @param {string} file @param {string} column */
function dayOf(text, file, column) {
  const [, month, day, year] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})( |$)/.exec(text ?? '') ?? [];
  if (!year) throw new ToolFailure(`${file}: "${text ?? ''}" in column ${column} is not a date like 5/12/2016.`);
  return Date.UTC(Number(year), Number(month) - 1, Number(day));
}
