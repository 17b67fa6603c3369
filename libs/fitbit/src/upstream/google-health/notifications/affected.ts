import { normalize, type DateRange } from '../../../model/date-range';
import type { ResourceName } from '../../../model/resource';
import type { AffectedDays } from '../../fitbit-upstream';
import { TRIGGERS, ENDPOINTS } from '../endpoints';

/** The resources of types that the upstream sends no notifications of. */
export const UNANNOUNCED_RESOURCES: ReadonlySet<ResourceName> = new Set(
  ENDPOINTS.filter(({ dataType }) => TRIGGERS.has(dataType)).flatMap(({ resources }) => resources),
);

/** `true` for a data type whose changes say something about our resources. */
export function isKnownDataType(dataType: string): boolean {
  return ENDPOINTS.some((read) => read.dataType === dataType) || isTrigger(dataType);
}

/**
 * What reads differently after a change of a data type: its resources over all source families, and those of the types
 * that the upstream does not announce, when this one announces them as well.
 */
export function affected(dataType: string, days: readonly DateRange[]): AffectedDays[] {
  const changed = normalize(days);
  return ENDPOINTS.flatMap((read) => {
    const carried = TRIGGERS.get(read.dataType)?.includes(dataType) ?? false;
    if (read.dataType !== dataType && !carried) return [];
    return read.resources.map((resource) => ({ resource, days: changed }));
  });
}

function isTrigger(dataType: string): boolean {
  return [...TRIGGERS.values()].some((carriers) => carriers.includes(dataType));
}
