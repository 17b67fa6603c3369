import type { Day, Movement } from '../../people/person';
import { invalid } from '../errors/errors';

const FAMILIES = ['all-sources', 'google-wearables', 'google-sources', 'self-sources'] as const;

/** Whose records a read may see (reference §6.2). */
export type Family = (typeof FAMILIES)[number];

const PREFIX = 'users/me/dataSourceFamilies/';

/**
 * Reads `dataSourceFamily`; none or an empty one is everything. Only the full resource name is understood. Who was
 * granted nothing but the write scope sees only what it wrote itself.
 *
 * @throws GoogleError `INVALID_DATA_POINT_DATA_SOURCE_FAMILY`
 */
export function readFamily(name: string | undefined, ownOnly: boolean): Family {
  const family = name ? FAMILIES.find((known) => `${PREFIX}${known}` === name) : 'all-sources';
  if (!family) {
    throw invalid('INVALID_DATA_POINT_DATA_SOURCE_FAMILY', 'Data family is missing or is not supported', [
      { field: 'data_source_family', description: 'Data family is missing or is not supported' },
    ]);
  }
  return ownOnly ? 'self-sources' : family;
}

/** The sandbox stores no writes, so no point is the application's own. */
export function movementIn(family: Family, { movement }: Day): Movement | undefined {
  if (family === 'self-sources') return undefined;
  return family === 'google-wearables' ? movement?.wearable : movement?.all;
}

/** Scales, manual logs and Health Connect are no wearables: "Fitbit trackers and Pixel Watch only". */
export function showsLogs(family: Family): boolean {
  return family === 'all-sources' || family === 'google-sources';
}
