import { FitbitOptionsError } from '../errors/fitbit.errors';
import { SHAPE_NAMES } from './fitbit-module-shape';
import { nearestName } from './nearest-name';
import { isGroup, leavesOf, type OptionTable } from './option';
import { Problems } from './problems';

/** Adds a problem for each name of `given`, or of a group in it, that is neither a row of `table` nor in `alsoKnown`. */
export function refuseUnknownOptions(
  given: object,
  table: OptionTable,
  problems: Problems,
  alsoKnown: readonly string[] = [],
): void {
  const suggestions = [...alsoKnown, ...leavesOf(table).map(({ name }) => name)];
  for (const name of unknownNames(given, table).filter((unknown) => !alsoKnown.includes(unknown))) {
    const nearest = nearestName(name, suggestions);
    problems.add(`Unknown option ${name}${nearest === undefined ? '.' : `; did you mean ${nearest}?`}`);
  }
}

/** @throws FitbitOptionsError for names beside `useFactory` that neither the shape nor Nest knows. */
export function checkShape(given: object): void {
  const problems = new Problems();
  refuseUnknownOptions(given, {}, problems, SHAPE_NAMES);
  if (problems.found.length > 0) throw new FitbitOptionsError(problems.found);
}

function unknownNames(given: object, table: OptionTable, prefix = ''): string[] {
  return Object.entries(given).flatMap(([key, value]: [string, unknown]) => {
    const option = Object.hasOwn(table, key) ? table[key] : undefined;
    if (!option) return [`${prefix}${key}`];
    const isNested = isGroup(option) && typeof value === 'object' && value !== null && !Array.isArray(value);
    return isNested ? unknownNames(value, option.members, `${prefix}${key}.`) : [];
  });
}
