import type { CivilDate } from '../model/civil-date';
import type { DataPoint } from '../model/data-point';
import type { DateRange } from '../model/date-range';
import type { ResourceName } from '../model/resource';

/** A successful answer, which replaces the stored values of its window. */
export interface WindowAnswer {
  readonly connectionId: string;
  readonly userId: string;
  /** The epoch of the grant that fetched the answer. Under any other epoch nothing is written. */
  readonly grantEpoch: number;
  /** The endpoint that was read. Its failures inside the window are resolved. */
  readonly endpoint: string;
  readonly resources: readonly ResourceName[];
  readonly window: DateRange;
  readonly points: readonly DataPoint[];
  /**
   * Taken from Postgres before the request was sent, so a later request has a higher one. An answer never overwrites what
   * the answer to a later request has decided, and does not know of announcements with a higher number.
   */
  readonly requestNumber: number;
  /** The last day that is not expected to change again. */
  readonly finalThrough: CivilDate;
  readonly answeredAt: Date;
}

/**
 * - `stored`: the rows and the ledger moved.
 * - `fenced`: the grant is no longer the current one; nothing was written.
 * - `suspicious_shrink`: the answer would have emptied most of a well-filled window. Its points were stored, but nothing was
 *   deleted, and no day of those resources counts as fetched anew until a second answer, an hour or more later, says the
 *   same. The days do not count as announced any more.
 * - `overtaken`: a change was announced after the answer was requested, or it is so old that the ledger does not tell which
 *   of its days newer answers have decided. It was stored where it is the newest; its window must be read again.
 */
export type StoreOutcome = 'stored' | 'fenced' | 'suspicious_shrink' | 'overtaken';
