import { setTimeout as sleep } from 'node:timers/promises';
import { QueryFailedError } from 'typeorm';

/** PostgreSQL rolled a transaction back because of another one: a deadlock, a serialization failure. */
const CONFLICTS: readonly string[] = ['40P01', '40001'];
/** Another transaction has written a row with the same key. */
export const UNIQUE_VIOLATION = '23505';
const MOST_ATTEMPTS = 6;
const FIRST_PAUSE_MS = 10;

/**
 * Runs a whole transaction, or a statement that is one, again when PostgreSQL rolled it back because of another one. All
 * statements lock rows in one order (see ARCHITECTURE.md), so deadlocks with each other are excluded; the host's own
 * transactions may lock the same rows in any order, and its isolation level may be a stricter one.
 *
 * @param more - codes of PostgreSQL that also lead to another attempt
 * @throws the error of the sixth attempt, and every other error at once.
 */
export async function retryConflicts<T>(transaction: () => Promise<T>, ...more: readonly string[]): Promise<T> {
  const repeated = [...CONFLICTS, ...more];
  for (let attempt = 1; ; attempt++) {
    try {
      return await transaction();
    } catch (error) {
      const code = error instanceof QueryFailedError ? (error.driverError as { code?: string }).code : undefined;
      if (attempt === MOST_ATTEMPTS || code === undefined || !repeated.includes(code)) throw error;
      await sleep(Math.random() * FIRST_PAUSE_MS * 2 ** attempt);
    }
  }
}
