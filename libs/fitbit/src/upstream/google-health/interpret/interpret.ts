import { resourceOf } from '../../../model/catalogue';
import type { CivilDate } from '../../../model/civil-date';
import type { DataPoint } from '../../../model/data-point';
import { canonicalDecimal } from '../../../model/decimal';
import type { ResourceName } from '../../../model/resource';
import type { PlannedRequest } from '../../fitbit-upstream';
import type { AnswerNode } from '../../http/answer-node';

/**
 * Pure: every point of an answer, all pages together, to what the request wants of it.
 *
 * @throws MalformedAnswerError when anything that is read cannot be a value of this window.
 */
export type Interpret = (points: readonly AnswerNode[], request: PlannedRequest) => DataPoint[];

/** A number as the text that is stored, with the precision of its resource. */
export function numericPoint(resource: ResourceName, date: CivilDate, value: number): DataPoint {
  return { resource, date, value: canonicalDecimal(value, resourceOf(resource).fractionDigits) };
}
