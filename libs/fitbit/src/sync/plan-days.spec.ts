import fc from 'fast-check';
import { holds } from '../../../../test/support/random';
import { RESOURCE_NAMES } from '../model/catalogue';
import { civilDateOf, dayNumber } from '../model/civil-date';
import { changing, type Coverage, EMPTY_COVERAGE, holes, type Ledger } from '../model/coverage';
import { type DateRange, normalize } from '../model/date-range';
import type { ResourceName } from '../model/resource';
import { plan as planFitbit } from '../upstream/fitbit-web-api/planner';
import { ENDPOINTS as FITBIT_ENDPOINTS, SUMMARY } from '../upstream/fitbit-web-api/endpoints';
import { plan as planGoogle } from '../upstream/google-health/planner';
import { ENDPOINTS as GOOGLE_ENDPOINTS } from '../upstream/google-health/endpoints';
import { planDays } from './plan-days';

const FIRST = dayNumber('2025-10-01');
const LAST = dayNumber('2026-11-22');
const RANGE: DateRange = { from: civilDateOf(FIRST), to: civilDateOf(LAST) };

const UPSTREAMS = [
  ['google-health', { plan: planGoogle }, GOOGLE_ENDPOINTS],
  ['fitbit-web-api', { plan: planFitbit }, FITBIT_ENDPOINTS],
] as const;

const days = (maxLength: number) =>
  fc
    .array(fc.tuple(fc.integer({ min: FIRST - 20, max: LAST + 20 }), fc.nat({ max: 150 })), { maxLength })
    .map((list) => normalize(list.map(([from, more]) => ({ from: civilDateOf(from), to: civilDateOf(from + more) }))));
const coverage = fc
  .tuple(days(4), days(2))
  .map(([fetched, final]): Coverage => ({ ...EMPTY_COVERAGE, fetched, final }));
const ofResources = <T>(value: fc.Arbitrary<T>, maxLength: number) =>
  fc
    .uniqueArray(fc.tuple(fc.constantFrom(...RESOURCE_NAMES), value), { selector: ([name]) => name, maxLength })
    .map((entries) => new Map<ResourceName, T>(entries));

/** How often each day of {@link RANGE} lies in the ranges: an oracle that shares nothing with the code. */
function counts(ranges: readonly DateRange[]): Uint8Array {
  const found = new Uint8Array(LAST - FIRST + 1);
  for (const { from, to } of ranges) {
    const end = Math.min(LAST, dayNumber(to));
    for (let day = Math.max(FIRST, dayNumber(from)); day <= end; day += 1)
      found[day - FIRST] = (found[day - FIRST] ?? 0) + 1;
  }
  return found;
}

describe.each(UPSTREAMS)('plans for %s', (_, upstream, endpoints) => {
  it('cover every hole of a ledger exactly once, except paused days, in windows that are allowed', () => {
    holds(
      2_000,
      fc.property(ofResources(coverage, 8), ofResources(days(2), 3), (ledger: Ledger, paused) => {
        const resources = [...ledger.keys()];
        const planned = planDays(upstream, { resources, range: RANGE, ledger, paused }, holes);
        const days = planned.map(({ window }) => dayNumber(window.to) - dayNumber(window.from) + 1);
        expect(
          planned.filter(
            ({ endpoint }, index) => (days[index] ?? 0) > (endpoints.endpointByKey(endpoint)?.maxDays ?? 0),
          ),
        ).toEqual([]);
        expect(planned.filter(({ window }) => window.from < RANGE.from || window.to > RANGE.to)).toEqual([]);
        for (const resource of resources) {
          const asked = counts(planned.filter((one) => one.resources.includes(resource)).map(({ window }) => window));
          const fetched = counts(ledger.get(resource)?.fetched ?? []);
          const pauses = counts(paused.get(resource) ?? []);
          const wrong = asked.findIndex((times, day) => {
            const wanted = endpoints.endpointFor(resource) !== undefined && fetched[day] === 0 && pauses[day] === 0;
            return times > 1 || (wanted && times !== 1);
          });
          expect({ resource, wrong }).toEqual({ resource, wrong: -1 });
        }
      }),
    );
  });

  it('leave no holes when they are carried out', () => {
    holds(
      1_000,
      fc.property(ofResources(coverage, 5), (ledger: Ledger) => {
        const resources = [...ledger.keys()].filter((resource) => endpoints.endpointFor(resource));
        const filled = new Map([...ledger].map(([name, line]) => [name, { ...line, fetched: [...line.fetched] }]));
        for (const { resources: served, window } of planDays(upstream, { resources, range: RANGE, ledger }, holes)) {
          for (const resource of served) filled.get(resource)?.fetched.push(window);
        }
        expect(planDays(upstream, { resources, range: RANGE, ledger: filled }, holes)).toEqual([]);
        for (const resource of resources) expect(holes(RANGE, filled.get(resource) ?? EMPTY_COVERAGE)).toEqual([]);
      }),
    );
  });

  it('need the fewest possible windows for the days of one endpoint', () => {
    const alone = RESOURCE_NAMES.filter((name) => endpoints.endpointFor(name) && !SUMMARY.resources.includes(name));
    holds(
      1_000,
      fc.property(fc.constantFrom(...alone), coverage, (resource, line) => {
        const planned = planDays(
          upstream,
          { resources: [resource], range: RANGE, ledger: new Map([[resource, line]]) },
          holes,
        );
        // From the oldest day on, where the planner begins with the newest.
        const wanted = [...counts(line.fetched)].flatMap((times, day) => (times === 0 ? [day] : []));
        const fewest = wanted.reduce(
          ({ windows, reach }, day) =>
            day <= reach
              ? { windows, reach }
              : { windows: windows + 1, reach: day + (endpoints.endpointFor(resource)?.maxDays ?? 0) - 1 },
          { windows: 0, reach: -1 },
        );
        expect(planned).toHaveLength(fewest.windows);
      }),
    );
  });

  it('read again exactly the days that have an answer which may change', () => {
    holds(
      500,
      fc.property(coverage, (line) => {
        const planned = planDays(
          upstream,
          { resources: ['body/weight'], range: RANGE, ledger: new Map([['body/weight', line]]) },
          changing,
        );
        const asked = counts(planned.map(({ window }) => window));
        const [fetched, final] = [counts(line.fetched), counts(line.final)];
        const missed = asked.findIndex((times, day) => times === 0 && (fetched[day] ?? 0) > 0 && final[day] === 0);
        expect(missed).toBe(-1);
        for (const { window } of planned) {
          for (const day of [window.from, window.to].map((date) => dayNumber(date) - FIRST)) {
            expect((fetched[day] ?? 0) > 0 && final[day] === 0).toBe(true);
          }
        }
      }),
    );
  });
});
