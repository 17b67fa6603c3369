import { clip, normalize, subtract, tile, totalDays, type DateRange } from '../../model/date-range';

/** A resource that both the daily summary and its own series serve. */
export interface Row {
  readonly wanted: readonly DateRange[];
  /** The longest window of its series, in days. */
  readonly maxDays: number;
}

/**
 * The days to read by the daily summary, which costs one request a day and serves every row. A greedy rule: of the
 * {@link candidates}, the one that saves the most requests is summarized, until none saves any. Never needs more
 * requests than the series alone; where both cost the same, the series are taken. Among thousands of random cases with days
 * years apart, one in a hundred needs one request more than the minimum.
 */
export function summaryDays(rows: readonly Row[]): DateRange[] {
  let days: DateRange[] = [];
  let fewest = countRequests(rows, days);
  for (let better: DateRange[] | undefined = days; better;) {
    days = better;
    better = undefined;
    for (const candidate of candidates(rows, days)) {
      const next = normalize([...days, ...candidate]);
      const requests = totalDays(next) < fewest ? countRequests(rows, next) : Infinity;
      if (requests < fewest) [better, fewest] = [next, requests];
    }
  }
  return days;
}

function countRequests(rows: readonly Row[], summarized: readonly DateRange[]): number {
  const windows = rows.map(({ wanted, maxDays }) => tile(subtract(wanted, summarized), maxDays).length);
  return windows.reduce((sum, count) => sum + count, totalDays(summarized));
}

/** All days left of one row; and, in each of the longest windows, the days of the rows with the fewest days there. */
function* candidates(rows: readonly Row[], summarized: readonly DateRange[]): Generator<DateRange[]> {
  const left = rows.map(({ wanted }) => subtract(wanted, summarized));
  yield* left;
  for (const window of tile(left.flat(), Math.max(...rows.map(({ maxDays }) => maxDays)))) {
    const sets = left.map((days) => clip(days, window)).sort((a, b) => totalDays(a) - totalDays(b));
    for (let rowCount = 1; rowCount <= sets.length; rowCount += 1) yield normalize(sets.slice(0, rowCount).flat());
  }
}
