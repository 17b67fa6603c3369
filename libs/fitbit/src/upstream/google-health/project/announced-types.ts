import type { ResourceName } from '../../../model/resource';
import { TRIGGERS, ENDPOINTS } from '../endpoints';

/** The data types whose notifications tell of these resources, in alphabetical order. */
export function announcedTypes(resources: readonly ResourceName[]): string[] {
  const read = ENDPOINTS.filter((one) => one.resources.some((resource) => resources.includes(resource)));
  return [...new Set(read.flatMap(({ dataType }) => TRIGGERS.get(dataType) ?? [dataType]))].sort();
}
