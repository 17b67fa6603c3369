import type { ResourceName } from '../../../model/resource';
import { announcingTypes } from '../endpoint';
import { ENDPOINTS } from '../endpoints';

/** The data types whose notifications announce changes of these resources, in alphabetical order. */
export function announcedTypes(resources: readonly ResourceName[]): string[] {
  const endpoints = resources.flatMap((resource) => ENDPOINTS.endpointFor(resource) ?? []);
  return [...new Set(endpoints.flatMap(announcingTypes))].sort();
}
