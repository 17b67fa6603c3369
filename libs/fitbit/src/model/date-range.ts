import { addDays, civilDateOf, dayNumber, type CivilDate } from './civil-date';

/** A closed interval of civil dates; it includes both `from` and `to`. */
export interface DateRange {
  readonly from: CivilDate;
  readonly to: CivilDate;
}

export function daysIn({ from, to }: DateRange): number {
  return dayNumber(to) - dayNumber(from) + 1;
}

export function totalDays(ranges: readonly DateRange[]): number {
  return ranges.reduce((sum, range) => sum + daysIn(range), 0);
}

export function datesOf({ from, to }: DateRange): CivilDate[] {
  const first = dayNumber(from);
  return Array.from({ length: daysIn({ from, to }) }, (_, index) => civilDateOf(first + index));
}

export function contains(range: DateRange, date: CivilDate): boolean {
  return range.from <= date && date <= range.to;
}

/** The canonical form of a set of days: sorted, without overlaps, adjacent ranges joined. */
export function normalize(ranges: readonly DateRange[]): DateRange[] {
  const sorted = ranges.filter(({ from, to }) => from <= to).sort((a, b) => (a.from < b.from ? -1 : 1));
  const joined: DateRange[] = [];
  for (const range of sorted) {
    const last = joined.at(-1);
    if (last && range.from <= addDays(last.to, 1)) {
      joined[joined.length - 1] = { from: last.from, to: range.to > last.to ? range.to : last.to };
    } else {
      joined.push(range);
    }
  }
  return joined;
}

/** The days of `from` that are in none of `taken`. */
export function subtract(from: readonly DateRange[], taken: readonly DateRange[]): DateRange[] {
  let rest = normalize(from);
  for (const hole of normalize(taken)) {
    rest = rest.flatMap((range) => {
      if (hole.to < range.from || range.to < hole.from) return [range];
      const before = { from: range.from, to: addDays(hole.from, -1) };
      const after = { from: addDays(hole.to, 1), to: range.to };
      return [before, after].filter(({ from: start, to: end }) => start <= end);
    });
  }
  return rest;
}

/** The days that `ranges` and `limit` have in common. */
export function clip(ranges: readonly DateRange[], limit: DateRange): DateRange[] {
  return normalize(ranges)
    .map(({ from, to }) => ({ from: from > limit.from ? from : limit.from, to: to < limit.to ? to : limit.to }))
    .filter(({ from, to }) => from <= to);
}

/**
 * Covers every day of `ranges` with the fewest windows of at most `maxDays` days, newest first. Each window begins and
 * ends on a wanted day, and may include days between two wanted ranges.
 */
export function tile(ranges: readonly DateRange[], maxDays: number): DateRange[] {
  const windows: DateRange[] = [];
  let rest = normalize(ranges);
  for (let newest = rest.at(-1); newest !== undefined; newest = rest.at(-1)) {
    const reach = addDays(newest.to, 1 - maxDays);
    const first = rest.find(({ to }) => to >= reach) ?? newest;
    const window = { from: first.from > reach ? first.from : reach, to: newest.to };
    windows.push(window);
    rest = subtract(rest, [window]);
  }
  return windows;
}
