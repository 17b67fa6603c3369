import { type Coverage, EMPTY_COVERAGE } from '../src/model/coverage';
import type { ResourceName } from '../src/model/resource';
import type { LedgerRepository } from '../src/storage/ledger.repository';

/** The ledger line of one resource; empty when there is none. */
export async function readCoverage(
  ledger: LedgerRepository,
  connectionId: string,
  resource: ResourceName,
): Promise<Coverage> {
  return (await ledger.read(connectionId)).get(resource) ?? EMPTY_COVERAGE;
}
