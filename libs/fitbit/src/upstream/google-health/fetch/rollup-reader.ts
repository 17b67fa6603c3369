import { addDays, type CivilDate } from '../../../model/civil-date';
import { daysIn, tile, type DateRange } from '../../../model/date-range';
import type { ApiRequest, Conversation } from '../api/conversation';
import { RollupWindowTooLongError } from '../api/rollup-window-too-long.error';
import type { AnswerNode } from '../../http/answer-node';
import type { RollupEndpoint } from '../endpoint';
import { readPages } from './pages';

/**
 * Reads daily roll-ups. The service has been measured to allow fewer days than documented for some accounts; it then
 * says how many, the window is cut accordingly, and later windows of the same read are cut before they are sent.
 */
export class RollupReader {
  /** The longest window that the service allowed, by read, where that is less than documented. */
  private readonly allowedDays = new Map<string, number>();

  async read(
    conversation: Conversation,
    endpoint: RollupEndpoint,
    window: DateRange,
    onReadSince?: (day: CivilDate) => void,
  ): Promise<AnswerNode[]> {
    const points: AnswerNode[] = [];
    let rest = tile([window], this.limitOf(endpoint));
    for (let next = rest.shift(); next; next = rest.shift()) {
      const part = next;
      try {
        const ask = (token: string | undefined) => conversation.ask(rollupRequest(endpoint, part, token));
        points.push(...(await readPages('rollupDataPoints', ask)));
        if (rest.length > 0) onReadSince?.(part.from);
      } catch (error) {
        if (!this.learnsFrom(error, endpoint, part)) throw error;
        rest = tile([part, ...rest], this.limitOf(endpoint));
      }
    }
    return points;
  }

  private limitOf(endpoint: RollupEndpoint): number {
    return this.allowedDays.get(endpoint.key) ?? endpoint.maxDays;
  }

  /** `false` when a shorter window cannot help: then the refusal stands. */
  private learnsFrom(error: unknown, endpoint: RollupEndpoint, asked: DateRange): boolean {
    if (!(error instanceof RollupWindowTooLongError) || error.maxDurationDays >= daysIn(asked)) return false;
    this.allowedDays.set(endpoint.key, error.maxDurationDays);
    return true;
  }
}

/**
 * The range ends before its `end`. `pageSize` is left out: it does not page but limits the query.
 *
 * @see https://developers.google.com/health/reference/rest/v4/users.dataTypes.dataPoints/dailyRollUp
 */
function rollupRequest(
  { dataType, family }: RollupEndpoint,
  window: DateRange,
  pageToken: string | undefined,
): ApiRequest {
  return {
    subject: dataType,
    window,
    path: `/users/me/dataTypes/${dataType}/dataPoints:dailyRollUp`,
    body: {
      range: { start: { date: dateObject(window.from) }, end: { date: dateObject(addDays(window.to, 1)) } },
      windowSizeDays: 1,
      dataSourceFamily: `users/me/dataSourceFamilies/${family}`,
      pageToken,
    },
  };
}

function dateObject(date: CivilDate): { year: number; month: number; day: number } {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  return { year, month, day };
}
