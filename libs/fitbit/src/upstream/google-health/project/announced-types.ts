import type { ResourceName } from '../../../model/resource';
import { CARRIERS, READS } from '../reads';

/** The data types whose notifications tell of these resources, in alphabetical order. */
export function announcedTypes(resources: readonly ResourceName[]): string[] {
  const read = READS.filter((one) => one.resources.some((resource) => resources.includes(resource)));
  return [...new Set(read.flatMap(({ dataType }) => CARRIERS.get(dataType) ?? [dataType]))].sort();
}
