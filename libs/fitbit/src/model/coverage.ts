import { addDays, type CivilDate } from './civil-date';
import { clip, type DateRange, normalize, subtract } from './date-range';
import type { ResourceName } from './resource';

/** The ledger of one resource of one connection. */
export interface Coverage {
  /** An answer for these days is stored. */
  readonly fetched: readonly DateRange[];
  /** These days will not change any more, as far as anybody can know. */
  readonly final: readonly DateRange[];
  /** The upstream announced that these days changed, and no newer answer is stored yet. */
  readonly changed: readonly DateRange[];
  /** When the answer to an announcement was last stored. */
  readonly updatedAt: Date | null;
}

export type Ledger = ReadonlyMap<ResourceName, Coverage>;

export const EMPTY_COVERAGE: Coverage = { fetched: [], final: [], changed: [], updatedAt: null };

/** Devices deliver up to 30 days late: an older day counts as final. */
export const LATE_SYNC_DAYS = 30;

/** The wanted days for which no answer is stored yet. */
export function holes(wanted: DateRange, { fetched }: Coverage): DateRange[] {
  return subtract([wanted], fetched);
}

/** The wanted days that have an answer which is not final: a device may still deliver, the day may not be over. */
export function changing(wanted: DateRange, { fetched, final }: Coverage): DateRange[] {
  return subtract(clip(fetched, wanted), final);
}

/** The ledger with more days announced as changed. */
export function withAnnounced(ledger: Ledger, changed: ReadonlyMap<ResourceName, readonly DateRange[]>): Ledger {
  const more = [...changed].flatMap(([resource, days]) => {
    const coverage = ledger.get(resource);
    return coverage ? [[resource, { ...coverage, changed: normalize([...coverage.changed, ...days]) }] as const] : [];
  });
  return new Map([...ledger, ...more]);
}

/** The wanted days that have been announced as changed. */
export function announced(wanted: DateRange, { changed }: Coverage): DateRange[] {
  return clip(changed, wanted);
}

/** Announced days that nobody asks for: of other resources than these, or outside of the history. */
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
 * The last day that an answer given now makes final: the day before the last device sync, or 31 days ago, whichever is
 * later, but never `today` itself. A sync that claims to be in the future says nothing.
 */
export function finalThrough(today: CivilDate, lastSyncedOn: CivilDate | null): CivilDate {
  const old = addDays(today, -LATE_SYNC_DAYS - 1);
  if (lastSyncedOn === null || lastSyncedOn > today) return old;
  const synced = addDays(lastSyncedOn, -1);
  return synced > old ? synced : old;
}
