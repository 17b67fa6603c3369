import type { QuotaReport } from '../upstream/fitbit-upstream';

/**
 * `interactive`: somebody waits for the answer. `update`: a change that the upstream told us of. `backfill`: history,
 * which may take what the others leave. `returning`: backfill that had a turn already, which the others took.
 */
export type BudgetShare = 'interactive' | 'update' | 'backfill' | 'returning';

/** How long backfill takes, as far as the budget goes. */
export interface BudgetOutlook {
  /** Milliseconds until the next request may be sent; `0`: now. */
  readonly firstInMs: number;
  /** Milliseconds until the last one may be sent. */
  readonly lastInMs: number;
}

/** Requests that may still be sent for a user, shared by every process. */
export abstract class Budget {
  /**
   * Takes one request out of the user's budget. Returns `0` when it may be sent now, otherwise the milliseconds to wait
   * before asking again. Backfill is told a turn of its own, so that those who wait do not all come back at once. Who
   * comes back in vain waits behind others who did, not behind all of an import: the newest days were asked for first.
   */
  abstract take(userId: string, share: BudgetShare): Promise<number>;
  /** Corrects the budget by what the upstream says: never upwards within a window that we have counted ourselves. */
  abstract observe(userId: string, quota: QuotaReport): Promise<void>;
  /** When `requests` requests of backfill can have been sent; takes nothing. `undefined` when nobody knows. */
  abstract outlook(userId: string, requests: number): Promise<BudgetOutlook | undefined>;
}
