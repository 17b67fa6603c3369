import type { GoogleHealthSwitches } from '../../switches/google-health.switches';
import { invalid } from '../errors/errors';

/**
 * Checks that a page size is positive. `undefined` means the default; so does 0 while the switch `refuseZeroPageSize`
 * is off.
 *
 * @throws GoogleError `INVALID_PAGE_SIZE`
 */
export function checkPageSize(
  pageSize: number | undefined,
  switches: Readonly<GoogleHealthSwitches>,
): number | undefined {
  if (pageSize === undefined) return undefined;
  if (pageSize < 0 || (pageSize === 0 && switches.refuseZeroPageSize)) {
    throw invalid('INVALID_PAGE_SIZE', 'The page size must be a positive number.');
  }
  return pageSize || undefined;
}
