import { dayNumber } from '../../model/civil-date';
import type { DateRange } from '../../model/date-range';

/** A resource that the daily summary and a series of its own both know. */
export interface Row {
  readonly wanted: readonly DateRange[];
  /** The longest window of its series, in days. */
  readonly maxDays: number;
}

interface Chain {
  readonly day: number;
  readonly before: Chain | undefined;
}

/** How every day newer than the one it stands at may be read. */
interface Way {
  readonly requests: number;
  /** The oldest day that the last window of the row with short windows reaches. */
  readonly shortReach: number;
  /** The days read by summary, the oldest first. */
  readonly summarized: Chain | undefined;
}

/**
 * The days to read by summary, as numbers, when the rows with the longest windows open theirs together and one row, if
 * any, has shorter ones. From the newest day on, each day is either summarized, or opens a window for every long row
 * that wants a day of it; of the ways to a day the cheapest is kept, for each reach of the short row's windows.
 *
 * Not looked at, because they are never cheaper: a summary for the short row alone, and a window shorter than it may be.
 *
 * @param below - only ways with fewer requests are followed; none: no days
 */
export function daysToSummarize(rows: readonly Row[], below: number): number[] {
  const wanted = new WantedDays(rows);
  const ways = Array.from({ length: wanted.days.length + 1 }, () => new Map<number, Way>());
  const offer = (index: number, way: Way) => {
    const known = ways[index]?.get(way.shortReach);
    if (way.requests < Math.min(below, known?.requests ?? Infinity)) ways[index]?.set(way.shortReach, way);
  };
  offer(0, { requests: 0, shortReach: Infinity, summarized: undefined });
  for (const [index, day] of wanted.days.entries()) {
    const reached = [...(ways[index]?.values() ?? [])];
    if (reached.length === 0) continue;
    const end = wanted.endOfWindow(index);
    const longRows = wanted.byLong[index] ? wanted.longRowsIn(index, end) : 0;
    for (const way of reached) {
      if (longRows > 0) {
        const summarized = { day, before: way.summarized };
        offer(index + 1, { ...way, requests: way.requests + 1, summarized });
        const opened = { ...way, requests: way.requests + longRows };
        offer(end, wanted.passShort(opened, index, end));
      } else {
        offer(index + 1, wanted.passShort(way, index, index + 1));
      }
    }
  }
  const [last] = [...(ways.at(-1)?.values() ?? [])].sort((a, b) => a.requests - b.requests);
  return [...daysOf(last?.summarized)];
}

function* daysOf(chain: Chain | undefined): Generator<number> {
  for (let link = chain; link; link = link.before) yield link.day;
}

/** The wanted days of all rows, newest first, and who wants them. */
class WantedDays {
  readonly days: readonly number[];
  /** Whether a row with the longest windows wants the day of the same index. */
  readonly byLong: readonly boolean[];
  private readonly byShort: readonly boolean[];
  private readonly long: readonly ReadonlySet<number>[];
  private readonly longest: number;
  private readonly shorter: number;

  constructor(rows: readonly Row[]) {
    this.longest = Math.max(...rows.map(({ maxDays }) => maxDays));
    const short = rows.find(({ maxDays }) => maxDays < this.longest);
    this.shorter = short?.maxDays ?? 0;
    const shortDays = daySet(short?.wanted ?? []);
    this.long = rows.filter(({ maxDays }) => maxDays === this.longest).map((row) => daySet(row.wanted));
    this.days = [...new Set([...shortDays, ...this.long.flatMap((days) => [...days])])].sort((a, b) => b - a);
    this.byLong = this.days.map((day) => this.long.some((days) => days.has(day)));
    this.byShort = this.days.map((day) => shortDays.has(day));
  }

  /** The index behind the last day of a long window that ends on the day at `index`. */
  endOfWindow(index: number): number {
    const oldest = (this.days[index] ?? NaN) - this.longest + 1;
    let end = index + 1;
    while ((this.days[end] ?? -Infinity) >= oldest) end += 1;
    return end;
  }

  longRowsIn(index: number, end: number): number {
    const days = this.days.slice(index, end);
    return this.long.filter((wanted) => days.some((day) => wanted.has(day))).length;
  }

  /** The way after the short row read its days of `[index, end)` with windows of its own. */
  passShort(way: Way, index: number, end: number): Way {
    let { requests, shortReach } = way;
    for (let at = index; at < end; at += 1) {
      const day = this.days[at] ?? NaN;
      if (!this.byShort[at] || day >= shortReach) continue;
      requests += 1;
      shortReach = day - this.shorter + 1;
    }
    return { ...way, requests, shortReach };
  }
}

function daySet(ranges: readonly DateRange[]): ReadonlySet<number> {
  const days = new Set<number>();
  for (const { from, to } of ranges) {
    const last = dayNumber(to);
    for (let day = dayNumber(from); day <= last; day += 1) days.add(day);
  }
  return days;
}
