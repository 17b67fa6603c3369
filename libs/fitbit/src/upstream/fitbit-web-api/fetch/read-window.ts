import { addDays, type CivilDate } from '../../../model/civil-date';
import type { DataPoint } from '../../../model/data-point';
import { daysIn, tile, type DateRange } from '../../../model/date-range';
import type { HttpAnswer } from '../../http/http-client';
import type { PlannedRequest } from '../../port/planned-request';
import type { AuthorizedClient } from '../../shared/authorized-client';
import { parseAnswer } from '../api/dialect';
import { parseErrorEnvelope } from '../api/error-envelope';
import { interpretFailure } from '../api/interpret-failure';
import type { Endpoint } from '../endpoint';

/** Sends a planned request; several where the upstream says that its window holds too much. */
export async function readWindow(
  client: AuthorizedClient,
  endpoint: Endpoint,
  request: PlannedRequest,
  onReadSince?: (day: CivilDate) => void,
): Promise<DataPoint[]> {
  const { window } = request;
  const apiRequest = { subject: endpoint.subject, window, path: endpoint.path(window) };
  const answer = await client.send(apiRequest);
  if (answer.status === 200) return endpoint.interpret(parseAnswer(answer), request);
  if (endpoint.needsAltimeter && refusesTheResource(answer)) return [];
  if (answer.status !== 422 || daysIn(window) === 1) throw interpretFailure(answer, apiRequest);
  const points: DataPoint[] = [];
  for (const half of halves(window)) {
    if (half.to !== window.to) onReadSince?.(addDays(half.to, 1));
    points.push(...(await readWindow(client, endpoint, { ...request, window: half }, onReadSince)));
  }
  return points;
}

/** Error types that blame a parameter of the request, not the application or the user. */
const PARAMETER_TYPES = new Set(['request', 'validation']);

/**
 * For a user without an altimeter the series of floors and elevation do not exist, and the upstream answers HTTP 400. A
 * 400 that blames the dates or the sender means something else.
 */
function refusesTheResource({ status, body }: HttpAnswer): boolean {
  const { type = '', field = '' } = (status === 400 && parseErrorEnvelope(body)) || {};
  return PARAMETER_TYPES.has(type) && !/date|period/i.test(field);
}

/**
 * Not all limits of single series are documented. "The number of data points queried exceeds limit." (HTTP 422) has been
 * observed for long histories.
 *
 * @see https://github.com/NickHeiner/decomissioned-fitbit-export/issues/27
 */
function halves(window: DateRange): DateRange[] {
  return tile([window], Math.ceil(daysIn(window) / 2));
}
