import type { CivilDate } from '../model/civil-date';
import type { DataPoint } from '../model/data-point';
import type { DateRange } from '../model/date-range';
import type { ResourceName } from '../model/resource';

/** A successful answer, to be stored in place of what its window held. */
export interface WindowAnswer {
  readonly connectionId: string;
  readonly userId: string;
  /** The epoch of the grant that fetched it; under any other epoch nothing is written. */
  readonly grantEpoch: number;
  /** How it was read: a failure of this read and window is over. */
  readonly endpoint: string;
  readonly resources: readonly ResourceName[];
  readonly window: DateRange;
  readonly points: readonly DataPoint[];
  /**
   * How many announcements of changes each resource had when the answer was asked for: an answer that knew of fewer is
   * older, and is not written over a newer one.
   */
  readonly knownChanges: ReadonlyMap<ResourceName, number>;
  /** Days up to here will not change any more. */
  readonly finalThrough: CivilDate;
  readonly answeredAt: Date;
}

/**
 * `stored`: rows and ledger moved. `fenced`: the grant is not the current one any more; nothing was written.
 * `suspicious_shrink`: the answer would have emptied most of a well-filled window; its points were stored, nothing was deleted,
 * and the ledger of those resources stays until a second answer, an hour or more later, says the same. `overtaken`: a
 * change was announced while the answer was on its way; what it brought is stored where nothing newer is, and its
 * window has to be read once more.
 */
export type StoreOutcome = 'stored' | 'fenced' | 'suspicious_shrink' | 'overtaken';
