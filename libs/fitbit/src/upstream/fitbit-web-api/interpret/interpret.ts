import { resourceOf } from '../../../model/catalogue';
import type { CivilDate } from '../../../model/civil-date';
import type { DataPoint } from '../../../model/data-point';
import { canonicalDecimal } from '../../../model/decimal';
import type { ResourceName } from '../../../model/resource';
import type { AnswerNode } from '../../http/answer-node';
import type { PlannedRequest } from '../../port/planned-request';

/**
 * Pure: the values that the request wants, from an answer.
 *
 * @throws MalformedAnswerError when a value is malformed or outside the window.
 */
export type Interpret = (answer: AnswerNode, request: PlannedRequest) => DataPoint[];

/**
 * Digits after the point where they are fewer than the catalogue's. The daily summary rounds kilometres and metres to two
 * digits. The series are rounded in the same way, so that both endpoints give the same text for a day.
 */
const FRACTION_DIGITS: ReadonlyMap<ResourceName, number> = new Map([
  ['activities/distance', 2],
  ['activities/elevation', 2],
  ['activities/tracker/distance', 2],
  ['activities/tracker/elevation', 2],
]);

/** A number as the text that is stored, in the precision of its resource. Counts must be whole. */
export function numericPoint(resource: ResourceName, date: CivilDate, node: AnswerNode): DataPoint {
  const value = node.decimal();
  const { unit, fractionDigits } = resourceOf(resource);
  if (unit === 'count' && !Number.isInteger(value)) throw node.malformed('is not a whole number');
  return { resource, date, value: canonicalDecimal(value, FRACTION_DIGITS.get(resource) ?? fractionDigits) };
}
