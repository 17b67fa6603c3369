import { addDays, type CivilDate } from './civil-date';
import { clip, type DateRange, normalize, subtract } from './date-range';
import type { ResourceName } from './resource';

/** The ledger's entry for one resource of one connection. */
export interface Coverage {
  /** Days for which an answer is stored. */
  readonly fetched: readonly DateRange[];
  /** Days that are not expected to change again. */
  readonly final: readonly DateRange[];
  /** Days that the upstream announced as changed and for which no newer answer is stored yet. */
  readonly changed: readonly DateRange[];
  /** When an answer to an announcement was last stored. */
  readonly updatedAt: Date | null;
}

export type Ledger = ReadonlyMap<ResourceName, Coverage>;

export const EMPTY_COVERAGE: Coverage = { fetched: [], final: [], changed: [], updatedAt: null };

/** Devices sync up to 30 days late. Older days count as final. */
export const LATE_SYNC_DAYS = 30;

/** The wanted days for which no answer is stored. */
export function holes(wanted: DateRange, { fetched }: Coverage): DateRange[] {
  return subtract([wanted], fetched);
}

/** The wanted days whose stored answer is not final, because the day is not over or a device may still sync. */
export function changing(wanted: DateRange, { fetched, final }: Coverage): DateRange[] {
  return subtract(clip(fetched, wanted), final);
}

/** The ledger with additional days announced as changed. */
export function withAnnounced(ledger: Ledger, changed: ReadonlyMap<ResourceName, readonly DateRange[]>): Ledger {
  const more = [...changed].flatMap(([resource, days]) => {
    const coverage = ledger.get(resource);
    return coverage ? [[resource, { ...coverage, changed: normalize([...coverage.changed, ...days]) }] as const] : [];
  });
  return new Map([...ledger, ...more]);
}

/** The wanted days that were announced as changed. */
export function announced(wanted: DateRange, { changed }: Coverage): DateRange[] {
  return clip(changed, wanted);
}

/** Announced days that no fetch will cover: of other resources than these, or outside the history. */
export function announcedInVain(
  ledger: Ledger,
  resources: readonly ResourceName[],
  history: DateRange,
): Map<ResourceName, DateRange[]> {
  const days = [...ledger].map(
    ([resource, { changed }]) => [resource, subtract(changed, resources.includes(resource) ? [history] : [])] as const,
  );
  return new Map(days.filter(([, inVain]) => inVain.length > 0));
}

/**
 * The last day that becomes final with an answer given now: the later of the day before the last device sync and 31 days
 * ago, but never `today` itself. A sync date in the future is ignored.
 */
export function finalThrough(today: CivilDate, lastSyncedOn: CivilDate | null): CivilDate {
  const old = addDays(today, -LATE_SYNC_DAYS - 1);
  if (lastSyncedOn === null || lastSyncedOn > today) return old;
  const synced = addDays(lastSyncedOn, -1);
  return synced > old ? synced : old;
}
