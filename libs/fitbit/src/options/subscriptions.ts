import { CATALOGUE, findResource, isCategory, RESOURCE_NAMES } from '../model/catalogue';
import { CATEGORIES, type ResourceName } from '../model/resource';

/** The resources that `subscriptions` selects, in its order, or what is wrong with it. */
export interface SubscriptionsResult {
  readonly resources: readonly ResourceName[];
  readonly problems: readonly string[];
}

function problemOf(category: string, path: unknown): string | undefined {
  if (typeof path !== 'string') return `subscriptions.${category} must list resource names as text.`;
  if (findResource(`${category}/${path}`)) return undefined;
  const homes = CATALOGUE.filter((resource) => resource.path === path).map((resource) => resource.category);
  const valid = CATALOGUE.filter((resource) => resource.category === category).map((resource) => resource.path);
  const hint = homes.length > 0 ? ` "${path}" belongs to ${homes.join(', ')}.` : '';
  return `subscriptions.${category}: unknown resource "${path}".${hint} Valid: ${valid.join(', ')}.`;
}

/** A `Map` or an instance of a class would be read as empty, and select nothing without a word. */
function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Rule S8: categories in map order, resources in list order; every offender is named with the valid names. */
export function resolveSubscriptions(subscriptions: unknown): SubscriptionsResult {
  if (subscriptions === undefined) return { resources: RESOURCE_NAMES, problems: [] };
  if (!isPlainObject(subscriptions)) {
    const problem = 'subscriptions must be a map of category to a list of resource names: a plain object.';
    return { resources: [], problems: [problem] };
  }
  const resources: ResourceName[] = [];
  const problems: string[] = [];
  for (const [category, paths] of Object.entries(subscriptions)) {
    if (!isCategory(category)) {
      problems.push(`subscriptions: unknown category "${category}". Valid: ${CATEGORIES.join(', ')}.`);
    } else if (!Array.isArray(paths)) {
      problems.push(`subscriptions.${category} must be a list of resource names.`);
    } else {
      for (const path of paths as unknown[]) {
        const problem = problemOf(category, path);
        if (problem === undefined) resources.push(`${category}/${path as string}`);
        else problems.push(problem);
      }
    }
  }
  return { resources: [...new Set(resources)], problems };
}
