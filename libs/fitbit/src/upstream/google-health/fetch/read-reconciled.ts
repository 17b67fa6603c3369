import { addDays, type CivilDate } from '../../../model/civil-date';
import type { DateRange } from '../../../model/date-range';
import type { AnswerNode } from '../../http/answer-node';
import type { PlannedRequest } from '../../port/planned-request';
import type { ApiRequest } from '../../shared/api-request';
import type { AuthorizedClient } from '../../shared/authorized-client';
import type { ReconcileEndpoint } from '../endpoint';
import { readPages } from './pages';

/** Reads all pages of the points of a window, all sources merged. They come newest first. */
export function readReconciled(
  client: AuthorizedClient,
  endpoint: ReconcileEndpoint,
  request: PlannedRequest,
  onReadSince?: (day: CivilDate) => void,
): Promise<AnswerNode[]> {
  const readPage = (pageToken: string | undefined) =>
    client.request(reconcileRequest(endpoint, request.window, pageToken));
  const reportPage = (onPage: readonly AnswerNode[]) => {
    const dates = endpoint.interpret(onPage, request).map(({ date }) => date);
    const oldest = dates.sort()[0];
    if (oldest !== undefined) onReadSince?.(addDays(oldest, 1)); // the next page may begin with the same day
  };
  return readPages('dataPoints', readPage, onReadSince && reportPage);
}

/**
 * No `dataSourceFamily`: all sources is the default, and for sleep the parameter has been refused.
 *
 * @see https://developers.google.com/health/reference/rest/v4/users.dataTypes.dataPoints/reconcile
 */
function reconcileRequest(
  { dataType, civilMember, pageSize }: ReconcileEndpoint,
  window: DateRange,
  pageToken: string | undefined,
): ApiRequest {
  const member = `${dataType.replaceAll('-', '_')}.${civilMember}`;
  const filter = `${member} >= "${window.from}" AND ${member} < "${addDays(window.to, 1)}"`;
  return {
    subject: dataType,
    window,
    path: `/users/me/dataTypes/${dataType}/dataPoints:reconcile`,
    query: { filter, pageSize: String(pageSize), ...(pageToken === undefined ? {} : { pageToken }) },
  };
}
