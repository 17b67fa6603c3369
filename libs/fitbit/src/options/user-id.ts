import type { FitbitUser } from './fitbit-module-options';

/** The length of the database column. */
const LONGEST_ID = 255;

/**
 * The id of a signed-in, active user as text; `undefined` when there is none. Only a string or a number is an id: another
 * value, converted to text, could be the same for all users.
 */
export function userIdOf(user: unknown): string | undefined {
  if (typeof user !== 'object' || user === null) return undefined;
  const { id, isActive } = user as Partial<Record<keyof FitbitUser, unknown>>;
  if (isActive === false) return undefined;
  if (typeof id === 'number') return Number.isFinite(id) ? String(id) : undefined;
  const usable = typeof id === 'string' && id !== '' && id.length <= LONGEST_ID && !id.includes('\0');
  return usable ? id : undefined;
}
