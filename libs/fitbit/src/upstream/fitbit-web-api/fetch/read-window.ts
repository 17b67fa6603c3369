import { addDays, type CivilDate } from '../../../model/civil-date';
import { daysIn, tile, type DateRange } from '../../../model/date-range';
import type { DataPoint } from '../../../model/data-point';
import type { PlannedRequest } from '../../fitbit-upstream';
import type { HttpAnswer } from '../../http/http-client';
import { readAnswer, type ApiRequest, type Conversation } from '../api/conversation';
import { parseErrorEnvelope } from '../api/error-envelope';
import { interpretFailure } from '../api/interpret-failure';
import type { Endpoint } from '../endpoint';

/** Sends a planned request; more than one where the upstream finds that its window holds too much. */
export async function readWindow(
  conversation: Conversation,
  endpoint: Endpoint,
  request: PlannedRequest,
  onReadSince?: (day: CivilDate) => void,
): Promise<DataPoint[]> {
  const { window } = request;
  const asked: ApiRequest = { subject: endpoint.subject, window, path: endpoint.path(window) };
  const answer = await conversation.send(asked);
  if (answer.status === 200) return endpoint.interpret(readAnswer(answer), request);
  if (endpoint.needsAltimeter && refusesTheResource(answer)) return [];
  if (answer.status !== 422 || daysIn(window) === 1) throw interpretFailure(answer, asked);
  const points: DataPoint[] = [];
  for (const half of halves(window)) {
    if (half.to !== window.to) onReadSince?.(addDays(half.to, 1));
    points.push(...(await readWindow(conversation, endpoint, { ...request, window: half }, onReadSince)));
  }
  return points;
}

/** What refuses a parameter of the request, rather than the application or the user. */
const PARAMETER_TYPES = new Set(['request', 'validation']);

/**
 * Without an altimeter the series of floors and elevation do not exist, and are refused with HTTP 400 as such. A 400 that
 * blames the dates, or who asks, is another thing.
 */
function refusesTheResource({ status, body }: HttpAnswer): boolean {
  const { type = '', field = '' } = (status === 400 && parseErrorEnvelope(body)) || {};
  return PARAMETER_TYPES.has(type) && !/date|period/i.test(field);
}

/**
 * The limits of single series are not all documented. "The number of data points queried exceeds limit." (HTTP 422)
 * has been seen for long histories.
 *
 * @see https://github.com/NickHeiner/decomissioned-fitbit-export/issues/27
 */
function halves(window: DateRange): DateRange[] {
  return tile([window], Math.ceil(daysIn(window) / 2));
}
