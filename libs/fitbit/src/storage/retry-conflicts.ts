import { setTimeout as sleep } from 'node:timers/promises';
import { QueryFailedError } from 'typeorm';

/** PostgreSQL's codes for a transaction that it rolled back because of another one: a deadlock, a serialization failure. */
const CONFLICTS: readonly (string | undefined)[] = ['40P01', '40001'];
const MOST_ATTEMPTS = 6;
const FIRST_PAUSE_MS = 10;

/** PostgreSQL's code of a failed statement; `undefined` when something else failed. */
export function sqlStateOf(error: unknown): string | undefined {
  return error instanceof QueryFailedError ? (error.driverError as { code?: string }).code : undefined;
}

/**
 * Runs a whole transaction, or a statement that is one, again when PostgreSQL rolled it back because of another one. All
 * statements lock rows in one order (see ARCHITECTURE.md), so deadlocks with each other are excluded; the host's own
 * transactions may lock the same rows in any order, and its isolation level may be a stricter one.
 *
 * @throws the error of the sixth attempt, and every other error at once.
 */
export async function retryConflicts<T>(transaction: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transaction();
    } catch (error) {
      if (attempt === MOST_ATTEMPTS || !CONFLICTS.includes(sqlStateOf(error))) throw error;
      await sleep(Math.random() * FIRST_PAUSE_MS * 2 ** attempt);
    }
  }
}
