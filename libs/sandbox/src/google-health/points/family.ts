import type { Day, Movement } from '../../people/person';
import { invalid } from '../errors/errors';

const FAMILIES = ['all-sources', 'google-wearables', 'google-sources', 'self-sources'] as const;

/** The group of data sources that a read is limited to. */
export type Family = (typeof FAMILIES)[number];

const PREFIX = 'users/me/dataSourceFamilies/';

/**
 * Reads `dataSourceFamily`, which only accepts the full resource name; without it a read covers all sources. A caller
 * with only the write scope sees its own data, in every family.
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

/** The sandbox stores no writes, so the application has no points of its own. */
export function movementIn(family: Family, { movement }: Day): Movement | undefined {
  if (family === 'self-sources') return undefined;
  return family === 'google-wearables' ? movement?.wearable : movement?.all;
}

/**
 * Scales, manual logs and Health Connect are not wearables. The documentation says "Fitbit trackers and Pixel Watch
 * only".
 */
export function showsLogs(family: Family): boolean {
  return family === 'all-sources' || family === 'google-sources';
}
