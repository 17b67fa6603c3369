import fc from 'fast-check';
import { holds } from '../../../../../test/support/random';
import { RESOURCE_NAMES } from '../../model/catalogue';
import { civilDateOf, dayNumber } from '../../model/civil-date';
import { contains, datesOf, daysIn, type DateRange } from '../../model/date-range';
import type { ResourceName } from '../../model/resource';
import type { PlannedRequest, Wanted } from '../fitbit-upstream';
import { ENDPOINTS } from './endpoints';
import { plan } from './planner';

const range = (from: string, to: string): DateRange => ({ from, to });
const YEAR = range('2025-11-22', '2026-11-21');

const dayRange = fc
  .tuple(fc.integer({ min: 19_000, max: 20_500 }), fc.integer({ min: 0, max: 200 }))
  .map(([first, length]) => range(civilDateOf(first), civilDateOf(first + length)));
const wantedDays: fc.Arbitrary<Wanted> = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...RESOURCE_NAMES), fc.array(dayRange, { maxLength: 4 })), {
    selector: ([resource]) => resource,
  })
  .map((entries) => new Map(entries));

const daysOf = (ranges: readonly DateRange[]) => new Set(ranges.flatMap(datesOf));
const daysOfEndpoint = (wanted: Wanted, resources: readonly ResourceName[]) =>
  [...daysOf(resources.flatMap((resource) => wanted.get(resource) ?? []))].map(dayNumber).sort((a, b) => a - b);

/** An independent count, from the oldest day on; the planner begins with the newest. Both reach the minimum. */
function fewestWindows(days: readonly number[], maxDays: number): number {
  let windows = 0;
  let covered = Number.NEGATIVE_INFINITY;
  for (const day of days) {
    if (day <= covered) continue;
    windows += 1;
    covered = day + maxDays - 1;
  }
  return windows;
}

const RUNS = 400;

const capOf = ({ endpoint }: PlannedRequest) => ENDPOINTS.endpointByKey(endpoint)?.maxDays ?? 0;

describe('plan', () => {
  it('brings every wanted day of every resource that exists exactly once', () => {
    holds(
      RUNS,
      fc.property(wantedDays, (wanted) => {
        const planned = plan(wanted);
        for (const [resource, ranges] of wanted) {
          const windows = planned.filter(({ resources }) => resources.includes(resource)).map(({ window }) => window);
          const days = [...daysOf(ENDPOINTS.endpointFor(resource) ? ranges : [])];
          expect(days.filter((day) => windows.filter((window) => contains(window, day)).length !== 1)).toEqual([]);
        }
      }),
    );
  });

  it('keeps to the limit of each endpoint, in windows that never overlap', () => {
    holds(
      RUNS,
      fc.property(wantedDays, (wanted) => {
        const planned = plan(wanted);
        expect(planned.filter((request) => daysIn(request.window) > capOf(request))).toEqual([]);
        for (const { key } of ENDPOINTS.all) {
          const windows = planned.filter(({ endpoint }) => endpoint === key).map(({ window }) => window);
          // Newest first: each ends before the one before it begins.
          expect(windows.filter(({ to }, index) => index > 0 && to >= (windows[index - 1]?.from ?? ''))).toEqual([]);
        }
      }),
    );
  });

  it('needs the fewest requests possible', () => {
    holds(
      RUNS,
      fc.property(wantedDays, (wanted) => {
        const planned = plan(wanted);
        for (const { key, resources, maxDays } of ENDPOINTS.all) {
          const fewest = fewestWindows(daysOfEndpoint(wanted, resources), maxDays);
          expect(planned.filter(({ endpoint }) => endpoint === key)).toHaveLength(fewest);
        }
      }),
    );
  });

  it('names a resource only where some of its days are wanted', () => {
    holds(
      RUNS,
      fc.property(wantedDays, (wanted) => {
        const days = new Map([...wanted].map(([resource, ranges]) => [resource, [...daysOf(ranges)]]));
        for (const { resources, window } of plan(wanted)) {
          expect(resources.length).toBeGreaterThan(0);
          const idle = resources.filter((resource) => !days.get(resource)?.some((day) => contains(window, day)));
          expect(idle).toEqual([]);
        }
      }),
    );
  });

  it('brings recent days of everything before old days of anything, and keeps the wanted order among equals', () => {
    const wanted = new Map<ResourceName, DateRange[]>([
      ['sleep/minutesAsleep', [YEAR]],
      ['activities/calories', [YEAR]],
      ['activities/steps', [YEAR]],
    ]);
    const planned = plan(wanted);
    const ends = planned.map(({ window }) => window.to);
    expect(ends).toEqual([...ends].sort().reverse());
    expect(planned.slice(0, 3).map(({ endpoint }) => endpoint)).toEqual([
      'reconcile:sleep:all-sources',
      'dailyRollUp:total-calories:all-sources',
      'dailyRollUp:steps:all-sources',
    ]);
  });

  it('sends one request for all resources of an endpoint', () => {
    const today = [range('2026-11-22', '2026-11-22')];
    const wanted = new Map<ResourceName, DateRange[]>(RESOURCE_NAMES.map((resource) => [resource, today]));
    expect(plan(wanted)).toHaveLength(ENDPOINTS.all.length);
    const sleep = plan(wanted).find(({ endpoint }) => endpoint === 'reconcile:sleep:all-sources');
    expect(sleep?.resources).toHaveLength(7);
  });

  it('joins the days of resources that share an endpoint', () => {
    const wanted = new Map<ResourceName, DateRange[]>([
      ['activities/minutesVeryActive', [range('2026-11-01', '2026-11-07')]],
      ['activities/minutesLightlyActive', [range('2026-11-08', '2026-11-14')]],
    ]);
    expect(plan(wanted)).toEqual([
      {
        endpoint: 'dailyRollUp:active-minutes:all-sources',
        resources: ['activities/minutesVeryActive', 'activities/minutesLightlyActive'],
        window: range('2026-11-01', '2026-11-14'),
      },
    ]);
  });

  it('leaves out what the upstream does not have', () => {
    expect(plan(new Map<ResourceName, DateRange[]>([['body/bmi', [YEAR]]]))).toEqual([]);
  });

  it('requests no window between wanted days that lie far apart', () => {
    const apart = [range('2020-01-01', '2020-01-01'), range('2026-01-01', '2026-01-01')];
    const planned = plan(new Map<ResourceName, DateRange[]>([['activities/steps', apart]]));
    expect(planned.map(({ window }) => window)).toEqual([apart[1], apart[0]]);
  });
});
