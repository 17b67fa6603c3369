import { RESOURCE_NAMES } from '../../../model/catalogue';
import type { CivilDate } from '../../../model/civil-date';
import { normalize, type DateRange } from '../../../model/date-range';
import type { AffectedDays } from '../../port/webhook';
import { collectionFor } from '../collections';
import { ENDPOINTS } from '../endpoints';

/** The days to read again after a change of a collection, of all its resources that the upstream has. */
export function affected(collection: string, days: readonly DateRange[], today: CivilDate): AffectedDays[] {
  const changed = collection === 'body' ? untilToday(days, today) : normalize(days);
  return RESOURCE_NAMES.filter((name) => collectionFor(name) === collection && ENDPOINTS.endpointFor(name)).map(
    (resource) => ({ resource, days: changed }),
  );
}

/** Weights carry forward from log to log, so a log of the past changes every day until the next one. */
function untilToday(days: readonly DateRange[], today: CivilDate): DateRange[] {
  const [first, ...rest] = normalize(days);
  if (!first) return [];
  const last = rest.at(-1) ?? first;
  return [{ from: first.from, to: last.to > today ? last.to : today }];
}
