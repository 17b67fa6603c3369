import { openCollection } from '../auth/collection';
import { readMessage } from '../json/message';
import { readFamily } from '../points/family';
import { invalidPageToken } from '../points/page-tokens';
import type { DataPointsCall } from '../points/call';
import { civilDateTime } from '../time/civil-messages';
import { checkDuration, checkFloor, countOf, windowAt } from './window-checks';
import { sumDays } from './daily-sums';
import { DAILY_ROLL_UP, readDailyRequest } from './daily-request';
import { ROLLUPS } from './rollups';

/** Entries per page, while `dailyRollUp` returns pages (switch `dailyRollUpPages`). */
const DEFAULT_PAGE = 90;

/** `dataPoints.dailyRollUp`: the person's civil days, newest first, without empty days. */
export function dailyRollUp({ caller, params, service, body }: DataPointsCall): object {
  const { switches } = service;
  const message = readMessage(DAILY_ROLL_UP, body);
  const { type, ownOnly } = openCollection(params, 'dailyRollup', 'parent', caller, service);
  const family = readFamily(message.dataSourceFamily, ownOnly);
  const request = readDailyRequest(message, switches);
  const pages = switches.dailyRollUpPages;
  checkDuration(request, pages ? 0 : request.pageSize, switches.dailyRollUpCapDays || type.capDays);
  if (!pages) checkFloor(request, request.pageSize);
  if (!pages && message.pageToken) throw invalidPageToken();

  const rollup = ROLLUPS.get(type.id);
  const question = { person: caller.person, type, family, totals: service.dailyTotals };
  const query = JSON.stringify([caller.person.id, type.id, { ...message, pageToken: '' }]);
  const page = pages ? (request.pageSize ?? DEFAULT_PAGE) : Infinity;
  const newest = countOf(request) - 1;
  let index = message.pageToken ? service.pageTokens.open(query, message.pageToken).ms : newest;
  const points: object[] = [];
  for (; rollup && index >= 0 && points.length < page; index--) {
    const { startMs, endMs } = windowAt(request, index);
    const sums = sumDays(question, startMs, endMs);
    const value = sums && rollup.render(sums, switches.explicitZeros);
    if (!value) continue;
    points.push({ civilStartTime: civilDateTime(startMs), civilEndTime: civilDateTime(endMs), [type.key]: value });
  }
  return {
    ...(points.length > 0 ? { rollupDataPoints: points } : {}),
    ...(pages && rollup && index >= 0
      ? { nextPageToken: service.pageTokens.seal(query, { ms: index, taken: 0 }) }
      : {}),
  };
}
