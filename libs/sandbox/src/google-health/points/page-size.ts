import type { GoogleHealthSwitches } from '../../switches/google-health.switches';
import { invalid } from '../errors/errors';

/**
 * A page size that was sent has to be positive; nothing sent is `undefined`, and so is a zero where that means the
 * default (switch `refuseZeroPageSize`).
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
