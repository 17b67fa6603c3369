import fc from 'fast-check';
import { holds } from '../../../../../test/support/random';
import { RESOURCE_NAMES } from '../../model/catalogue';
import { addDays, civilDateOf } from '../../model/civil-date';
import { contains, datesOf, daysIn, subtract, tile, totalDays, type DateRange } from '../../model/date-range';
import type { Category, ResourceName } from '../../model/resource';
import type { PlannedRequest, Wanted } from '../fitbit-upstream';
import { ENDPOINTS, SERIES, SUMMARY } from './endpoints';
import { plan } from './planner';

const TODAY = '2026-11-22';
const lastDays = (count: number): DateRange => ({ from: addDays(TODAY, 1 - count), to: TODAY });
const wantedOf = (resources: readonly ResourceName[], ...ranges: DateRange[]): Wanted =>
  new Map(resources.map((resource) => [resource, ranges]));
const inCategory = (category: Category) => RESOURCE_NAMES.filter((name) => name.startsWith(`${category}/`));
const isTracker = (name: string) => name.startsWith('activities/tracker/');
const PLAIN = inCategory('activities').filter((name) => !isTracker(name));
const LONG_ROWS = SUMMARY.resources.filter((name) => ENDPOINTS.endpointFor(name)?.maxDays === 1095);
const SHORT_ROW = 'activities/activityCalories';

const day = fc.integer({ min: 19_000, max: 20_500 }).map(civilDateOf);
const dayRange = fc
  .tuple(day, fc.integer({ min: 0, max: 200 }))
  .map(([from, more]) => ({ from, to: addDays(from, more) }));
const anything: fc.Arbitrary<Wanted> = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...RESOURCE_NAMES), fc.array(dayRange, { maxLength: 4 })), {
    selector: ([resource]) => resource,
  })
  .map((entries) => new Map(entries));

const single = (date: string): DateRange => ({ from: date, to: date });
/** A few days, near each other or years apart. */
const fewDays = (within = 2_300) =>
  fc
    .tuple(
      day,
      fc.array(fc.oneof(fc.nat({ max: 12 }), fc.nat({ max: 40 }), fc.nat({ max: within })), {
        minLength: 1,
        maxLength: 6,
      }),
    )
    .map(([first, offsets]) => offsets.map((offset) => single(addDays(first, offset))));
const someOf = <T>(items: readonly T[]) => fc.subarray([...items], { minLength: 1 });

/** The minimum, found by trying every set of summarized days. */
function fewestRequests(wanted: Wanted): number {
  const rows = [...wanted].filter(([resource]) => ENDPOINTS.endpointFor(resource));
  const candidates = [...new Set(rows.flatMap(([, ranges]) => ranges.flatMap(datesOf)))];
  let fewest = Infinity;
  for (let mask = 0; mask < 2 ** candidates.length; mask += 1) {
    const summarized = candidates.filter((_, index) => mask & (1 << index)).map(single);
    const windows = rows.map(([resource, ranges]) => {
      const rest = SUMMARY.resources.includes(resource) ? subtract(ranges, summarized) : ranges;
      return tile(rest, ENDPOINTS.endpointFor(resource)?.maxDays ?? 0).length;
    });
    fewest = Math.min(
      fewest,
      windows.reduce((sum, count) => sum + count, summarized.length),
    );
  }
  return fewest;
}

const seriesAlone = (wanted: Wanted) =>
  SERIES.reduce(
    (sum, { resources, maxDays }) =>
      sum +
      tile(
        resources.flatMap((name) => wanted.get(name) ?? []),
        maxDays,
      ).length,
    0,
  );

function countOf(planned: readonly PlannedRequest[], prefix: string): number {
  return planned.filter(({ resources: [first = ''] }) => first.startsWith(prefix)).length;
}

describe('plan', () => {
  describe('of a history', () => {
    it('sends 54 requests for one year of everything: 10 + 13 + 9 + 13 + 3 + 2 + 4', () => {
      for (const year of [lastDays(365), lastDays(366)]) {
        const planned = plan(wantedOf(RESOURCE_NAMES, year));
        const ofCalories = planned.filter(({ endpoint }) => endpoint.endsWith('/activityCalories'));
        expect(ofCalories).toHaveLength(13 + 13);
        const plain = planned.filter((request) => !ofCalories.includes(request));
        expect(countOf(plain, 'activities/tracker/')).toBe(9);
        expect(countOf(plain, 'activities/')).toBe(10 + 9);
        expect(['body/', 'foods/', 'sleep/'].map((category) => countOf(planned, category))).toEqual([3, 2, 4]);
        expect(planned).toHaveLength(54);
      }
    });

    it('reads the odd day beyond three years by summary', () => {
      const three = plan(wantedOf(PLAIN, lastDays(1095)));
      expect(three).toHaveLength(10 + 37);
      expect(plan(wantedOf(PLAIN, lastDays(1097)))).toHaveLength(10 + 37 + 2);
      expect(plan(wantedOf(PLAIN, lastDays(1097))).filter(({ endpoint }) => endpoint === SUMMARY.key)).toHaveLength(2);
      expect(plan(wantedOf(PLAIN, lastDays(1200)))).toHaveLength(10 + 10 + 40);
    });

    it('covers ten years', () => {
      expect(plan(wantedOf(RESOURCE_NAMES, lastDays(3650)))).toHaveLength((10 + 9 + 3 + 2) * 4 + 122 + 122 + 37);
    });
  });

  describe('of a day', () => {
    it.each([
      ['every plain activity', PLAIN, 1],
      ['every activity', inCategory('activities'), 10],
      ['sleep', inCategory('sleep'), 1],
      ['body', inCategory('body'), 3],
      ['foods', inCategory('foods'), 2],
      ['one activity', ['activities/steps'] as const, 1],
      ['both distances', ['activities/distance', 'activities/tracker/distance'] as const, 1],
      ['everything', RESOURCE_NAMES, 16],
    ])('of %s costs the documented number of requests', (_, resources, requests) => {
      expect(plan(wantedOf(resources, lastDays(1)))).toHaveLength(requests);
    });

    it('uses the summary only where it saves requests', () => {
      const endpointsOf = (days: number, resources: readonly ResourceName[]) =>
        new Set(plan(wantedOf(resources, lastDays(days))).map(({ endpoint }) => endpoint));
      expect(endpointsOf(10, PLAIN)).toEqual(new Set([SUMMARY.key]));
      expect(endpointsOf(11, PLAIN)).not.toContain(SUMMARY.key);
      expect(endpointsOf(1, ['activities/steps'])).toEqual(new Set(['series:activities/steps']));
    });
  });

  it('requests a day once where another resource has a long window', () => {
    const wanted = new Map([...wantedOf(PLAIN, lastDays(1)), ['activities/steps', [lastDays(365)]]] as const);
    expect(plan(wanted)).toHaveLength(2);
    const middle = new Map([...wantedOf(PLAIN, single('2026-03-01')), ['activities/steps', [lastDays(365)]]] as const);
    expect(plan(middle).map(({ endpoint }) => endpoint)).toEqual(['series:activities/steps', SUMMARY.key]);
  });

  it('names in a summary only the resources that no series serves', () => {
    const middle = new Map([...wantedOf(PLAIN, single('2026-03-01')), ['activities/steps', [lastDays(365)]]] as const);
    expect(plan(middle)[1]?.resources).not.toContain('activities/steps');
  });

  it('brings every wanted day of every resource that exists exactly once, in windows that are allowed', () => {
    holds(
      40,
      fc.property(
        fc.oneof(
          anything,
          fewDays().map((days) => wantedOf(RESOURCE_NAMES, ...days)),
        ),
        (wanted) => {
          const planned = plan(wanted);
          for (const { endpoint, window, resources } of planned) {
            expect(daysIn(window)).toBeLessThanOrEqual(ENDPOINTS.endpointByKey(endpoint)?.maxDays ?? 0);
            expect(ENDPOINTS.endpointByKey(endpoint)?.resources).toEqual(expect.arrayContaining([...resources]));
            expect(resources.length).toBeGreaterThan(0);
          }
          for (const [resource, ranges] of wanted) {
            const windows = planned.filter(({ resources }) => resources.includes(resource)).map(({ window }) => window);
            for (const date of new Set(ENDPOINTS.endpointFor(resource) ? ranges.flatMap(datesOf) : [])) {
              expect(windows.filter((window) => contains(window, date))).toHaveLength(1);
            }
            if (!ENDPOINTS.endpointFor(resource)) expect(windows).toEqual([]);
          }
        },
      ),
    );
  });

  it('needs the fewest requests possible when all activities want the same days within three years', () => {
    holds(
      40,
      fc.property(someOf(SUMMARY.resources), fewDays(1_000), (resources, days) => {
        const wanted = wantedOf(resources, ...days);
        expect(plan(wanted)).toHaveLength(fewestRequests(wanted));
      }),
    );
  });

  it('needs at most one request more than the fewest when the days lie further apart', () => {
    holds(
      40,
      fc.property(someOf(LONG_ROWS), fewDays(), fc.option(fewDays(), { nil: [] }), (resources, days, short) => {
        const wanted = new Map([
          ...wantedOf(resources, ...days),
          [SHORT_ROW, [...days, ...short].slice(0, 8)] as const,
        ]);
        expect(plan(wanted).length).toBeLessThanOrEqual(fewestRequests(wanted) + 1);
      }),
    );
  });

  it('needs at most one request more than the fewest when activities want different days', () => {
    const days = fc.array(
      fc.nat({ max: 7 }).map((at) => single(addDays('2024-01-01', at * 31))),
      { maxLength: 6 },
    );
    const rows = fc.uniqueArray(fc.tuple(fc.constantFrom(...SUMMARY.resources), fc.nat({ max: 4 })), {
      selector: ([resource]) => resource,
      maxLength: 12,
    });
    holds(
      60,
      fc.property(rows, fc.array(days, { minLength: 5, maxLength: 5 }), (chosen, sets) => {
        const wanted: Wanted = new Map(chosen.map(([resource, set]) => [resource, sets[set] ?? []]));
        expect(plan(wanted).length).toBeLessThanOrEqual(fewestRequests(wanted) + 1);
      }),
    );
  });

  it('never needs more than the series alone', () => {
    holds(
      100,
      fc.property(anything, (wanted) => {
        const planned = plan(wanted).filter(({ endpoint }) => endpoint !== 'sleep-logs');
        expect(planned.length).toBeLessThanOrEqual(seriesAlone(wanted));
      }),
    );
  });

  it('brings recent days of everything before old days of anything, and keeps the wanted order among equals', () => {
    const wanted = wantedOf(
      ['sleep/minutesAsleep', 'activities/calories', 'activities/activityCalories'],
      lastDays(365),
    );
    const planned = plan(wanted);
    const ends = planned.map(({ window }) => window.to);
    expect(ends).toEqual([...ends].sort().reverse());
    expect(planned.slice(0, 3).map(({ resources: [first] }) => first)).toEqual([...wanted.keys()]);
  });

  it('requests no window between wanted days that lie far apart', () => {
    const apart = [single('2020-01-01'), single('2026-01-01')];
    const planned = plan(wantedOf(['activities/steps'], ...apart));
    expect(planned.map(({ window }) => window)).toEqual([apart[1], apart[0]]);
    expect(totalDays(planned.map(({ window }) => window))).toBe(2);
  });
});
