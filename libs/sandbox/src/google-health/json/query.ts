import { invalidArgument, malformed } from '../errors/errors';
import type { FieldViolation } from '../errors/google-error';
import { readInt32, snakeCase, TYPE_NAMES, wrongValue } from './message';

export type QueryType = Readonly<Record<string, 'string' | 'int32' | 'boolean'>>;

type QueryValue<T> = T extends 'int32' ? number : T extends 'boolean' ? boolean : string;

/** The query parameters by their camel case names. Parameters that were not sent are absent. */
export type Query<T extends QueryType> = { readonly [Name in keyof T]?: QueryValue<T[Name]> };

/** The parameters of every Google API. Only `alt` and `fields` have an effect here. */
const SYSTEM_PARAMETERS = new Set(['fields', 'prettyPrint', 'quotaUser', 'alt', '$.xgafv']);

const READERS = {
  string: (text: string) => text,
  int32: readInt32,
  boolean: (text: string) => (text === 'true' || text === 'false' ? text === 'true' : undefined),
};

/**
 * Binds query parameters, in camel or snake case, to the fields of a request.
 *
 * @throws GoogleError 400 for a parameter that the method does not have, for example `updateMask` on a data point
 */
export function readQuery<T extends QueryType>(type: T, raw: Readonly<Record<string, unknown>>): Query<T> {
  const violations: FieldViolation[] = [];
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(raw)) {
    if (SYSTEM_PARAMETERS.has(key)) continue;
    const field = Object.entries(type).find(([one]) => one === key || snakeCase(one) === key);
    if (!field) {
      violations.push(unbindable(key));
      continue;
    }
    const [name, fieldType] = field;
    // A field that is not repeated cannot take two values.
    const read = typeof value !== 'string' ? undefined : READERS[fieldType](value);
    if (read === undefined) violations.push(wrongValue(snakeCase(name), TYPE_NAMES[fieldType], value));
    result[name] = read;
  }
  if (violations.length > 0) throw malformed(violations);
  if (raw.alt !== undefined && raw.alt !== 'json' && raw.alt !== 'media') throw invalidArgument();
  return result as Query<T>;
}

function unbindable(key: string): FieldViolation {
  const description =
    `Invalid JSON payload received. Unknown name "${key}": Cannot bind query parameter. ` +
    `Field '${key}' could not be found in request message.`;
  return { field: '', description };
}
