import { addDays, type CivilDate } from '../../../model/civil-date';
import { daysIn, tile, type DateRange } from '../../../model/date-range';
import type { AnswerNode } from '../../http/answer-node';
import type { ApiRequest } from '../../shared/api-request';
import type { AuthorizedClient } from '../../shared/authorized-client';
import { RollupWindowTooLongError } from '../api/rollup-window-too-long.error';
import type { RollupEndpoint } from '../endpoint';
import { readPages } from './pages';

/**
 * Reads daily roll-ups. For some accounts the service allows fewer days than documented, and says how many. The window
 * is then cut accordingly, and later windows of the same endpoint are cut before they are sent.
 */
export class RollupReader {
  /** The longest window that the service allowed, by endpoint, where that is less than documented. */
  private readonly allowedDays = new Map<string, number>();

  async read(
    client: AuthorizedClient,
    endpoint: RollupEndpoint,
    window: DateRange,
    onReadSince?: (day: CivilDate) => void,
  ): Promise<AnswerNode[]> {
    const points: AnswerNode[] = [];
    let rest = tile([window], this.limitOf(endpoint));
    for (let next = rest.shift(); next; next = rest.shift()) {
      const part = next;
      try {
        const readPage = (token: string | undefined) => client.request(rollupRequest(endpoint, part, token));
        points.push(...(await readPages('rollupDataPoints', readPage)));
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

  /** `false` when a shorter window cannot help. */
  private learnsFrom(error: unknown, endpoint: RollupEndpoint, window: DateRange): boolean {
    if (!(error instanceof RollupWindowTooLongError) || error.maxDurationDays >= daysIn(window)) return false;
    this.allowedDays.set(endpoint.key, error.maxDurationDays);
    return true;
  }
}

/**
 * The range excludes its `end`. `pageSize` is left out: it does not set the size of a page but limits the query.
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
    method: 'POST',
    json: {
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
