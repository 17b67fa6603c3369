import type { Coverage, Ledger } from '../model/coverage';
import type { ResourceName } from '../model/resource';
import { parseDateMultirange } from './date-multirange';

/** A line of the ledger as the driver returns it, with its ranges as text. */
export interface CoverageRow {
  readonly resource: ResourceName;
  readonly fetched: string;
  readonly final: string;
  readonly changed: string;
  /** Text when the statement returns JSON. */
  readonly updated_at: Date | string | null;
}

export const COVERAGE_COLUMNS = 'resource, fetched::text, final::text, changed::text, updated_at';

export function coverageOf({ fetched, final, changed, updated_at: updatedAt }: CoverageRow): Coverage {
  return {
    fetched: parseDateMultirange(fetched),
    final: parseDateMultirange(final),
    changed: parseDateMultirange(changed),
    updatedAt: updatedAt === null ? null : new Date(updatedAt),
  };
}

export function ledgerOf(rows: readonly CoverageRow[]): Ledger {
  return new Map(rows.map((row) => [row.resource, coverageOf(row)]));
}
