import { resourceOf } from '../../../model/catalogue';
import type { CivilDate } from '../../../model/civil-date';
import type { DataPoint } from '../../../model/data-point';
import { canonicalDecimal } from '../../../model/decimal';
import type { ResourceName } from '../../../model/resource';
import type { PlannedRequest } from '../../fitbit-upstream';
import type { AnswerNode } from '../../http/answer-node';

/**
 * Pure: an answer to what the request wants of it.
 *
 * @throws MalformedAnswerError when anything that is read cannot be a value of this window.
 */
export type Interpret = (answer: AnswerNode, request: PlannedRequest) => DataPoint[];

/**
 * Digits after the point where they are fewer than the catalogue's. The daily summary rounds kilometres and metres to
 * two; the series are rounded alike, so that a day gives the same text whichever way it was read.
 */
const FRACTION_DIGITS: ReadonlyMap<ResourceName, number> = new Map([
  ['activities/distance', 2],
  ['activities/elevation', 2],
  ['activities/tracker/distance', 2],
  ['activities/tracker/elevation', 2],
]);

/** A number as the text that is stored, with the precision of its resource. Counts must be whole. */
export function numericPoint(resource: ResourceName, date: CivilDate, node: AnswerNode): DataPoint {
  const value = node.decimal();
  const { unit, fractionDigits } = resourceOf(resource);
  if (unit === 'count' && !Number.isInteger(value)) throw node.malformed('is not a whole number');
  return { resource, date, value: canonicalDecimal(value, FRACTION_DIGITS.get(resource) ?? fractionDigits) };
}
