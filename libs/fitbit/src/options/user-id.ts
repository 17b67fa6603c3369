import type { FitbitUser } from './fitbit-module-options';

/** As long as the column that holds it. */
const LONGEST_ID = 255;

/**
 * The id of a signed-in, active user as text; `undefined` for nobody. An id that is not text or a number is nobody's:
 * made into text it would be the same for every user.
 */
export function userIdOf(user: unknown): string | undefined {
  if (typeof user !== 'object' || user === null) return undefined;
  const { id, isActive } = user as Partial<Record<keyof FitbitUser, unknown>>;
  if (isActive === false) return undefined;
  if (typeof id === 'number') return Number.isFinite(id) ? String(id) : undefined;
  const usable = typeof id === 'string' && id !== '' && id.length <= LONGEST_ID && !id.includes('\0');
  return usable ? id : undefined;
}
