import { invalid } from '../errors/errors';
import type { GoogleError } from '../errors/google-error';

/** Where a token starts; both numbers start at one. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The suffix of `INVALID_DATA_POINT_FILTER_` in `metadata.detailedReasons`. */
export type FilterReason =
  | 'SYNTAX'
  | 'MISSING_TOKEN'
  | 'UNEXPECTED_TOKEN'
  | 'UNEXPECTED_END_OF_INPUT'
  | 'EXPRESSION_STRUCTURE'
  | 'RESTRICTION_COMPARABLE'
  | 'DATA_TYPE_RESTRICTION'
  | 'MIXED_DATA_TYPE_RESTRICTIONS'
  | 'MIXED_TIME_RESTRICTIONS'
  | 'DATA_TYPE_MEMBER'
  | 'RESTRICTION_COMPARATOR'
  | 'TIMESTAMP_FORMAT'
  | 'CIVIL_DATE_TIME_FORMAT'
  | 'RESTRICTION_ARGUMENT'
  | 'COLLECTION_MISMATCH';

export interface FilterFault {
  readonly reason: FilterReason;
  readonly text: string;
  readonly position: Position;
}

/** The filter cannot be parsed any further. Faults in parsed restrictions are collected instead. */
export class FilterSyntaxError extends Error {
  constructor(readonly fault: FilterFault) {
    super(fault.text);
  }
}

export function syntaxError(reason: FilterReason, text: string, position: Position): FilterSyntaxError {
  return new FilterSyntaxError({ reason, text, position });
}

/**
 * The answer to an invalid filter: one top-level reason, the detailed reasons in the metadata, and a violation for each
 * fault.
 */
export function filterRefused(faults: readonly FilterFault[]): GoogleError {
  const reasons = [...new Set(faults.map(({ reason }) => `INVALID_DATA_POINT_FILTER_${reason}`))];
  const violations = faults.map(({ text, position }) => ({
    field: 'filter',
    description: `${text} (at line ${position.line}, column ${position.column})`,
  }));
  return invalid('INVALID_DATA_POINT_FILTER', 'The data point filter is invalid.', violations, {
    detailedReasons: reasons.join(','),
  });
}
