import fc from 'fast-check';
import { holds } from '../../../../test/support/random';
import { addDays, civilDateOf } from './civil-date';
import { clip, contains, type DateRange, datesOf, daysIn, normalize, subtract, tile, totalDays } from './date-range';

const range = fc
  .tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 60 }))
  .map(([start, length]): DateRange => ({
    from: civilDateOf(20_000 + start),
    to: civilDateOf(20_000 + start + length),
  }));
const ranges = fc.array(range, { maxLength: 8 });
const dates = (list: readonly DateRange[]) => new Set(list.flatMap(datesOf));

/** The fewest windows that cover the days, found by a method of its own: oldest day first. */
function lowerBound(list: readonly DateRange[], maxDays: number): number {
  let windows = 0;
  let reach = '';
  for (const date of [...dates(list)].sort()) {
    if (date <= reach) continue;
    windows += 1;
    reach = addDays(date, maxDays - 1);
  }
  return windows;
}

describe('date ranges', () => {
  it('counts both ends', () => {
    expect(daysIn({ from: '2024-02-28', to: '2024-03-01' })).toBe(3);
  });

  it('joins neighbours and overlaps', () => {
    expect(
      normalize([
        { from: '2026-01-05', to: '2026-01-07' },
        { from: '2026-01-01', to: '2026-01-04' },
        { from: '2026-01-10', to: '2026-01-10' },
      ]),
    ).toEqual([
      { from: '2026-01-01', to: '2026-01-07' },
      { from: '2026-01-10', to: '2026-01-10' },
    ]);
  });

  it('normalizes without losing or inventing a day', () => {
    holds(
      1000,
      fc.property(ranges, (list) => {
        const normal = normalize(list);
        expect(dates(normal)).toEqual(dates(list));
        expect(totalDays(normal)).toBe(dates(list).size);
      }),
    );
  });

  it('subtracts and clips exactly', () => {
    holds(
      1000,
      fc.property(ranges, ranges, range, (list, taken, limit) => {
        const [left, gone] = [[...dates(list)], dates(taken)];
        expect([...dates(subtract(list, taken))].sort()).toEqual(left.filter((d) => !gone.has(d)).sort());
        expect([...dates(clip(list, limit))].sort()).toEqual(left.filter((d) => contains(limit, d)).sort());
      }),
    );
  });

  it('tiles every wanted day once, within the limit, with the fewest windows, newest first', () => {
    holds(
      1000,
      fc.property(ranges, fc.integer({ min: 1, max: 100 }), (list, maxDays) => {
        const windows = tile(list, maxDays);
        const covered = windows.flatMap(datesOf);
        expect(new Set(covered).size).toBe(covered.length);
        const inWindows = new Set(covered);
        expect([...dates(list)].filter((date) => !inWindows.has(date))).toEqual([]);
        expect(windows.filter((window) => daysIn(window) > maxDays)).toEqual([]);
        expect(windows).toHaveLength(lowerBound(list, maxDays));
        expect(windows.map(({ to }) => to)).toEqual(
          windows
            .map(({ to }) => to)
            .sort()
            .reverse(),
        );
      }),
    );
  });
});
