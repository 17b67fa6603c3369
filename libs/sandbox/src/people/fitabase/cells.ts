import { DAY_MS, isIsoDate, isoDateOf } from '../../calendar/iso-date';
import type { IsoDate } from '../person';
import type { TableRow } from './csv-table';

const NUMBER = /^\d+(\.\d+)?([eE][+-]?\d+)?$/;
const ID = /^[A-Za-z0-9_-]{1,63}$/;
const US_DATE = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?: (\d{1,2}):(\d{2}):(\d{2}) (AM|PM))?$/i;

/** Ids also become file names, so dots and slashes are not allowed. */
export function idIn<Column extends string>(row: TableRow<Column>, column: Column): string {
  const text = row.text(column);
  if (!ID.test(text)) throw row.fault(column, `"${text}" is not an id of 1 to 63 letters and digits.`);
  return text;
}

export function numberIn<Column extends string>(row: TableRow<Column>, column: Column): number {
  const text = row.text(column);
  const value = NUMBER.test(text) ? Number(text) : Number.NaN;
  if (!(value < 1e9)) throw row.fault(column, `"${text}" is not a number from 0 to a thousand million.`);
  return value;
}

export function wholeNumberIn<Column extends string>(row: TableRow<Column>, column: Column, most = 1e9): number {
  const value = numberIn(row, column);
  if (!Number.isInteger(value)) throw row.fault(column, `"${row.text(column)}" is not a whole number.`);
  if (value > most) throw row.fault(column, `${value} is more than ${most}.`);
  return value;
}

/** `M/D/YYYY`, with or without a time of day. */
export function dateIn<Column extends string>(row: TableRow<Column>, column: Column): IsoDate {
  return momentIn(row, column).date;
}

/** `M/D/YYYY h:mm:ss AM`; midnight if there is no time. */
export function momentIn<Column extends string>(
  row: TableRow<Column>,
  column: Column,
): { date: IsoDate; hour: number } {
  const text = row.text(column);
  const [whole, month = '', day = '', year, hour = '12', minute = '0', second = '0', half = 'AM'] =
    US_DATE.exec(text) ?? [];
  const date = whole ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : '';
  const inRange = +hour >= 1 && +hour <= 12 && +minute < 60 && +second < 60;
  if (!isIsoDate(date) || !inRange) throw row.fault(column, `"${text}" is not a date of the form M/D/YYYY.`);
  return { date: isoDateOf(Date.parse(date) / DAY_MS), hour: (+hour % 12) + (half.toUpperCase() === 'PM' ? 12 : 0) };
}
