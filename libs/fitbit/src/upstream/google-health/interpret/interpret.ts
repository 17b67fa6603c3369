import { resourceOf } from '../../../model/catalogue';
import type { CivilDate } from '../../../model/civil-date';
import type { DataPoint } from '../../../model/data-point';
import { canonicalDecimal } from '../../../model/decimal';
import type { ResourceName } from '../../../model/resource';
import type { AnswerNode } from '../../http/answer-node';
import type { PlannedRequest } from '../../port/planned-request';

/**
 * Pure: the values that the request wants, from every point of an answer, all pages together.
 *
 * @throws MalformedAnswerError when a value is malformed or outside the window.
 */
export type Interpret = (points: readonly AnswerNode[], request: PlannedRequest) => DataPoint[];

/** A number as the text that is stored, in the precision of its resource. */
export function numericPoint(resource: ResourceName, date: CivilDate, value: number): DataPoint {
  return { resource, date, value: canonicalDecimal(value, resourceOf(resource).fractionDigits) };
}
