import type { IsoDate } from '../../people/person';
import { validation } from '../errors/errors';
import { readDate } from './dates';

const MOST = 100;

/** The query of a list of logs: after a date, oldest first, or before a date, newest first. */
export interface ListQuery {
  readonly afterDate?: IsoDate;
  readonly beforeDate?: IsoDate;
  readonly offset: number;
  readonly limit: number;
  readonly pagination: object;
}

/** @throws FitbitWebApiError for an invalid query; the messages are unconfirmed */
export function readListQuery(query: Readonly<Record<string, unknown>>, today: IsoDate): ListQuery {
  const text = (name: string): string | undefined => {
    const value = query[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const [after, before, sort] = [text('afterDate'), text('beforeDate'), text('sort')];
  if ((after === undefined) === (before === undefined)) {
    throw validation('n/a', 'Either beforeDate or afterDate must be specified.');
  }
  if (sort !== (after === undefined ? 'desc' : 'asc')) throw validation('sort', `Invalid sort: ${sort ?? ''}`);
  const offset = wholeNumber('offset', text('offset'), 0, Number.MAX_SAFE_INTEGER);
  const limit = wholeNumber('limit', text('limit'), 1, MOST);
  const name = after === undefined ? 'beforeDate' : 'afterDate';
  const [day] = (after ?? before ?? '').split('T', 1);
  const bound = { [name]: readDate(day, name, today) };
  return { ...bound, offset, limit, pagination: { ...bound, limit, offset, sort } };
}

/** The `pagination` of an empty list. */
export function emptyPagination(query: Readonly<Record<string, unknown>>, today: IsoDate): object {
  return { ...readListQuery(query, today).pagination, next: '', previous: '' };
}

function wholeNumber(name: string, text: string | undefined, least: number, most: number): number {
  const value = /^\d{1,9}$/.test(text ?? '') ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most)) throw validation(name, `Invalid ${name}: ${text ?? ''}`);
  return value;
}
