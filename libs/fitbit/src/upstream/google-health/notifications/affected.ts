import { normalize, type DateRange } from '../../../model/date-range';
import type { ResourceName } from '../../../model/resource';
import type { AffectedDays } from '../../port/webhook';
import { announcingTypes, type Endpoint } from '../endpoint';
import { ENDPOINTS } from '../endpoints';

/** The resources of data types that the upstream sends no notifications for. */
export const UNANNOUNCED_RESOURCES: ReadonlySet<ResourceName> = new Set(
  ENDPOINTS.all.filter(({ triggers }) => triggers).flatMap(({ resources }) => resources),
);

/** `true` for a data type whose changes concern our resources. */
export function isKnownDataType(dataType: string): boolean {
  return ENDPOINTS.all.some((endpoint) => changesWith(endpoint, dataType));
}

/** `true` for a data type whose sessions belong to the day on which they end. */
export function belongsToItsEnd(dataType: string): boolean {
  return ENDPOINTS.all.some(
    (endpoint) =>
      endpoint.dataType === dataType &&
      endpoint.method === 'reconcile' &&
      endpoint.civilMember === 'interval.civil_end_time',
  );
}

/**
 * The days to read again after a change of a data type: of its resources over all source families, and of the
 * unannounced types that it triggers.
 */
export function affected(dataType: string, days: readonly DateRange[]): AffectedDays[] {
  const changed = normalize(days);
  return ENDPOINTS.all
    .filter((endpoint) => changesWith(endpoint, dataType))
    .flatMap(({ resources }) => resources.map((resource) => ({ resource, days: changed })));
}

/** An unannounced type counts as well: Google may begin to announce it. */
function changesWith(endpoint: Endpoint, dataType: string): boolean {
  return endpoint.dataType === dataType || announcingTypes(endpoint).includes(dataType);
}
