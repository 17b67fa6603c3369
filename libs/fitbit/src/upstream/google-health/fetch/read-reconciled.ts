import { addDays, type CivilDate } from '../../../model/civil-date';
import type { DateRange } from '../../../model/date-range';
import type { ApiRequest, Conversation } from '../api/conversation';
import type { PlannedRequest } from '../../fitbit-upstream';
import type { AnswerNode } from '../../http/answer-node';
import type { ReconcileEndpoint } from '../endpoint';
import { readPages } from './pages';

/** Reads the points of a window, all sources merged, all pages. They come newest first. */
export function readReconciled(
  conversation: Conversation,
  endpoint: ReconcileEndpoint,
  request: PlannedRequest,
  onReadSince?: (day: CivilDate) => void,
): Promise<AnswerNode[]> {
  const ask = (pageToken: string | undefined) =>
    conversation.ask(reconcileRequest(endpoint, request.window, pageToken));
  const tell = (onPage: readonly AnswerNode[]) => {
    const dates = endpoint.interpret(onPage, request).map(({ date }) => date);
    const oldest = dates.sort()[0];
    if (oldest !== undefined) onReadSince?.(addDays(oldest, 1)); // the next page may begin with the same day
  };
  return readPages('dataPoints', ask, onReadSince && tell);
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
