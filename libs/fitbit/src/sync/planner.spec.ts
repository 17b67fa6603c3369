import fc from 'fast-check';
import { holds } from '../../../../test/support/random';
import { RESOURCE_NAMES } from '../model/catalogue';
import { addDays, civilDateIn, civilDateOf, dayNumber } from '../model/civil-date';
import { changing, type Coverage, EMPTY_COVERAGE, holes, type Ledger } from '../model/coverage';
import { type DateRange, normalize } from '../model/date-range';
import type { FetchFailure } from '../model/progress';
import type { ResourceName } from '../model/resource';
import { plan as planFitbit } from '../upstream/fitbit-web-api/planner';
import { ENDPOINTS as FITBIT_ENDPOINTS, SUMMARY } from '../upstream/fitbit-web-api/endpoints';
import { plan as planGoogle } from '../upstream/google-health/planner';
import { ENDPOINTS as GOOGLE_ENDPOINTS } from '../upstream/google-health/endpoints';
import { finalDay, historyRange, isOver, pausedDays, planDays, todayOf } from './planner';

const NOW = new Date('2026-11-22T12:00:00Z');
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
  it('bring every hole of a ledger exactly once, but those that pause, in windows that are allowed', () => {
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

  it('leave nothing to ask for when they are carried out', () => {
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

  it('need, for the days of one read, the fewest windows there can be', () => {
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

describe('the depth of a history', () => {
  const member = { timeZone: 'Europe/Warsaw', memberSince: '2015-03-01' };

  it.each([
    ['nothing is said', member, {}, '2015-03-01'],
    ['so many days are wanted', member, { historyDays: 30 }, '2026-10-24'],
    ['only today is wanted', member, { historyDays: 1 }, '2026-11-22'],
    ['more days are wanted than there are', member, { historyDays: 36_525 }, '2015-03-01'],
    ['a day is given', member, { historyStart: '2020-01-01' }, '2020-01-01'],
    ['a day before the membership is given', member, { historyStart: '2000-01-01' }, '2015-03-01'],
    ['a day of the future is given', member, { historyStart: '2030-01-01' }, '2026-11-22'],
    ['nobody knows since when', { ...member, memberSince: null }, {}, '2025-11-23'],
    [
      'nobody knows since when, and a day is given',
      { ...member, memberSince: null },
      { historyStart: '2010-01-01' },
      '2010-01-01',
    ],
  ])('is right when %s', (_, connection, depth, from) => {
    expect(historyRange(connection, NOW, depth)).toEqual({ from, to: '2026-11-22' });
  });

  it('opens new holes when it grows, and closes none when it shrinks', () => {
    const shallow = historyRange(member, NOW, { historyDays: 100 });
    const ledger: Ledger = new Map([['activities/steps', { ...EMPTY_COVERAGE, fetched: [shallow] }]]);
    const planned = (historyDays: number) =>
      planDays(
        { plan: planGoogle },
        { resources: ['activities/steps'], range: historyRange(member, NOW, { historyDays }), ledger },
        holes,
      );
    expect(planned(100)).toEqual([]);
    expect(planned(10)).toEqual([]);
    expect(planned(190).map(({ window }) => window)).toEqual([{ from: '2026-05-17', to: addDays(shallow.from, -1) }]);
  });
});

describe("a user's days", () => {
  const instant = fc.date({ min: new Date('2012-01-01'), max: new Date('2035-01-01'), noInvalidDate: true });
  const zone = fc.constantFrom(
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'America/Sao_Paulo',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'Pacific/Auckland',
    'Pacific/Chatham',
    'Pacific/Kiritimati',
    'Pacific/Pago_Pago',
    'Africa/Casablanca',
  );

  it.each([
    ['before the day of 23 hours begins', 'Europe/Berlin', '2026-03-28T22:59:59Z', '2026-03-28'],
    ['in its first minute', 'Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29'],
    ['in its last', 'Europe/Berlin', '2026-03-29T21:59:59Z', '2026-03-29'],
    ['after its 23 hours', 'Europe/Berlin', '2026-03-29T22:00:00Z', '2026-03-30'],
    ['in the last minute of the day of 25 hours', 'Europe/Berlin', '2026-10-25T22:59:59Z', '2026-10-25'],
    ['after its 25 hours', 'Europe/Berlin', '2026-10-25T23:00:00Z', '2026-10-26'],
    ['where clocks go by half an hour', 'Australia/Lord_Howe', '2026-04-04T13:15:00Z', '2026-04-05'],
    ['where midnight is left out', 'America/Sao_Paulo', '2018-11-04T03:00:00Z', '2018-11-04'],
    ['the day after a day that there was not', 'Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-31'],
    ['furthest east', 'Pacific/Kiritimati', '2026-11-22T10:30:00Z', '2026-11-23'],
    ['furthest west', 'Pacific/Pago_Pago', '2026-11-22T10:30:00Z', '2026-11-21'],
    ['without a zone', null, '2026-11-22T23:59:59Z', '2026-11-22'],
  ])('are right %s', (_, timeZone, now, today) => {
    expect(todayOf({ timeZone }, new Date(now))).toBe(today);
  });

  it('never reach beyond the today of the user, whatever is wanted since when', () => {
    holds(
      1_500,
      fc.property(instant, zone, fc.option(instant), fc.nat({ max: 36_000 }), (now, timeZone, since, more) => {
        const memberSince = since && civilDateIn('UTC', since);
        const range = historyRange({ timeZone, memberSince }, now, { historyDays: more + 1 });
        expect(range.to).toBe(civilDateIn(timeZone, now));
        expect(range.from <= range.to).toBe(true);
        if (memberSince) expect(historyRange({ timeZone, memberSince }, now).from <= range.from).toBe(true);
      }),
    );
  });

  it('are final only when they are over wherever the user flies', () => {
    holds(
      1_500,
      fc.property(instant, zone, zone, fc.option(instant), (now, timeZone, next, lastSyncedAt) => {
        const final = finalDay({ timeZone, lastSyncedAt }, now);
        expect(final < todayOf({ timeZone: next }, now)).toBe(true);
        expect(final >= addDays(todayOf({ timeZone: next }, now), -34)).toBe(true);
        if (lastSyncedAt && lastSyncedAt > now) expect(final).toBe(finalDay({ timeZone, lastSyncedAt: null }, now));
      }),
    );
  });

  it('are read again after a flight back over the date line', () => {
    const landed = new Date('2026-11-22T10:30:00Z');
    const before = finalDay({ timeZone: 'Pacific/Kiritimati', lastSyncedAt: landed }, landed);
    const line = {
      ...EMPTY_COVERAGE,
      fetched: [{ from: '2026-11-01', to: '2026-11-23' }],
      final: [{ from: '2026-11-01', to: before }],
    };
    const later = new Date('2026-11-24T12:00:00Z');
    const range = historyRange({ timeZone: 'Pacific/Pago_Pago', memberSince: '2026-11-01' }, later);
    const [again] = planDays(
      { plan: planGoogle },
      { resources: ['activities/steps'], range, ledger: new Map([['activities/steps', line]]) },
      changing,
    );
    expect(again?.window).toEqual({ from: '2026-11-21', to: '2026-11-23' });
  });
});

describe('a fetch that failed', () => {
  const failure: FetchFailure = {
    endpoint: 'r',
    from: '2026-01-01',
    to: '2026-01-31',
    resources: ['activities/steps', 'activities/floors'],
    attempts: 8,
    code: 'FITBIT_MALFORMED_ANSWER',
    message: '',
    failedAt: NOW,
    nextAttemptAt: new Date(NOW.getTime() + 60_000),
  };

  it('keeps its days out of plans until it is due, and no others', () => {
    expect(pausedDays([failure], failure.nextAttemptAt)).toEqual(new Map());
    const paused = pausedDays([failure, { ...failure, from: '2026-03-01', to: '2026-03-02' }], NOW);
    const range = { from: '2026-01-01', to: '2026-02-01' };
    const planned = planDays(
      { plan: planGoogle },
      { resources: ['activities/steps', 'body/weight'], range, ledger: new Map(), paused },
      holes,
    );
    expect(planned.map(({ resources: [name], window }) => [name, window.from])).toEqual([
      ['activities/steps', '2026-02-01'],
      ['body/weight', '2026-01-01'],
    ]);
  });

  it('is of the past when its days came otherwise and nobody tried it for a day', () => {
    const fetched = (to: string): Ledger =>
      new Map(failure.resources.map((name) => [name, { ...EMPTY_COVERAGE, fetched: [{ from: '2026-01-01', to }] }]));
    const later = new Date(failure.nextAttemptAt.getTime() + 86_400_000);
    expect(isOver(failure, fetched('2026-02-01'), later)).toBe(true);
    expect(isOver(failure, fetched('2026-02-01'), NOW)).toBe(false);
    expect(isOver(failure, fetched('2026-01-30'), later)).toBe(false);
  });
});
