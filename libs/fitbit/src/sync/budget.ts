/**
 * `interactive`: somebody waits for the answer. `update`: a change that the upstream told us of. `backfill`: history,
 * which may take what the others leave.
 */
export type BudgetShare = 'interactive' | 'update' | 'backfill';

/** Requests that may still be sent for a user, shared by every process. */
export abstract class Budget {
  /**
   * Takes one request out of the user's budget. Returns `0` when it may be sent now, otherwise the milliseconds to wait
   * before asking again. Backfill is told a turn of its own, so that those who wait do not all come back at once.
   */
  abstract take(userId: string, share: BudgetShare): Promise<number>;
}
