import { CATALOGUE, findResource, isCategory, RESOURCE_NAMES } from '../model/catalogue';
import { CATEGORIES, type ResourceName } from '../model/resource';
import { json } from './kinds';
import type { Option } from './option';
import type { Problems } from './problems';

type Subscriptions = Readonly<Record<string, readonly string[]>>;

const TYPE = 'a plain object: category to a list of resource names';

export function subscriptions(): Option<Subscriptions, readonly ResourceName[]> {
  return {
    type: TYPE,
    default: RESOURCE_NAMES,
    example: '{"activities":["steps","distance"],"sleep":["minutesAsleep"]}',
    variable: json(),
    resolve: resolveSubscriptions,
  };
}

function problemOf(category: string, path: unknown): string | undefined {
  if (typeof path !== 'string') return ' must list resource names as strings.';
  if (findResource(`${category}/${path}`)) return undefined;
  const homes = CATALOGUE.filter((resource) => resource.path === path).map((resource) => resource.category);
  const valid = CATALOGUE.filter((resource) => resource.category === category).map((resource) => resource.path);
  const hint = homes.length > 0 ? ` "${path}" belongs to ${homes.join(', ')}.` : '';
  return `: unknown resource "${path}".${hint} Valid: ${valid.join(', ')}.`;
}

/** A `Map` or an instance of a class would be read as empty and silently select nothing. */
function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Rule S8: categories in map order, resources in list order; every offender is named with the valid names. */
function resolveSubscriptions(given: unknown, label: string, problems: Problems): readonly ResourceName[] {
  if (given === undefined) return RESOURCE_NAMES;
  if (!isPlainObject(given)) {
    problems.add(`${label} must be ${TYPE}.`);
    return [];
  }
  const resources: ResourceName[] = [];
  for (const [category, paths] of Object.entries(given)) {
    if (!isCategory(category)) {
      problems.add(`${label}: unknown category "${category}". Valid: ${CATEGORIES.join(', ')}.`);
    } else if (!Array.isArray(paths)) {
      problems.add(`${label}.${category} must be a list of resource names.`);
    } else {
      for (const path of paths as unknown[]) {
        const problem = problemOf(category, path);
        if (problem === undefined) resources.push(`${category}/${path as string}`);
        else problems.add(`${label}.${category}${problem}`);
      }
    }
  }
  return [...new Set(resources)];
}
