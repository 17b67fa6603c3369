import { civilDateOf } from '../../model/civil-date';
import { normalize, subtract, tile, totalDays, type DateRange } from '../../model/date-range';
import { daysToSummarize, type Row } from './days-to-summarize';

/** 2⁶ combinations are looked at. */
const MOST_SETS = 6;

/**
 * The days to read by the daily summary, which costs one request for a day and serves every row, so that summaries and
 * series together are the fewest requests. Where both cost the same, the series are taken.
 *
 * With the days S summarized there are |S| + Σ windows(wanted days of the row without S) requests. The S returned makes
 * that the least there is when the rows with the longest windows all want the same days, and when each of them fits
 * into one window and they want at most six different sets of days. Otherwise it is never more than without summaries.
 */
export function summaryDays(rows: readonly Row[]): DateRange[] {
  let best: DateRange[] = [];
  let fewest = requestsWith(best, rows);
  for (const alone of servedAlone(rows, fewest)) {
    const rest = rows.map(({ wanted, maxDays }) => ({ wanted: subtract(wanted, alone), maxDays }));
    const more = daysToSummarize(rest, fewest - totalDays(alone)).map(civilDateOf);
    const days = normalize([...alone, ...more.map((date) => ({ from: date, to: date }))]);
    const requests = requestsWith(days, rows);
    if (requests < fewest) [best, fewest] = [days, requests];
  }
  return best;
}

function requestsWith(days: readonly DateRange[], rows: readonly Row[]): number {
  const windows = rows.map(({ wanted, maxDays }) => tile(subtract(wanted, days), maxDays).length);
  return windows.reduce((sum, count) => sum + count, totalDays(days));
}

/**
 * Each way to let the summary alone serve some rows, as the days that takes; first the way to let it serve none. Rows
 * that want the same days go together, and only those with fewer days than the requests that are to be beaten.
 */
function servedAlone(rows: readonly Row[], requests: number): DateRange[][] {
  const sets = new Map(rows.map(({ wanted }) => [JSON.stringify(normalize(wanted)), wanted]));
  const small = [...sets.values()]
    .filter((days) => days.length > 0 && totalDays(normalize(days)) < requests)
    .sort((a, b) => totalDays(a) - totalDays(b))
    .slice(0, MOST_SETS);
  return Array.from({ length: 2 ** small.length }, (_, mask) =>
    normalize(small.filter((_days, index) => (mask & (1 << index)) !== 0).flat()),
  );
}
