import type { Behaviours } from '../../behaviours';
import { invalid } from '../errors/errors';

/**
 * A page size that was sent has to be positive; nothing sent is `undefined`, and so is a zero where that means the
 * default (behaviour `refuseZeroPageSize`).
 *
 * @throws GoogleError `INVALID_PAGE_SIZE`
 */
export function checkPageSize(pageSize: number | undefined, behaviours: Readonly<Behaviours>): number | undefined {
  if (pageSize === undefined) return undefined;
  if (pageSize < 0 || (pageSize === 0 && behaviours.refuseZeroPageSize)) {
    throw invalid('INVALID_PAGE_SIZE', 'The page size must be a positive number.');
  }
  return pageSize || undefined;
}
