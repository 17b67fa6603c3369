import { epochDayOf, shiftDate } from '../calendar/iso-date';
import { decimalText } from '../numbers/decimal-text';
import { Harness, type Json, pointsOf } from '../../spec-support/harness';
import { dateMessage } from './time/civil-messages';

type Days = Map<string, string | number>;

interface Rollup {
  readonly civilStartTime: { readonly date: { readonly year: number; readonly month: number; readonly day: number } };
}

const FIRST = '2025-10-01';
const LAST = '2026-10-01';

/** Every number in a value object that belongs to a day. */
const SUMS: readonly [resource: string, type: string, cap: number, read: (value: Json) => number, digits: number][] = [
  ['steps', 'steps', 90, ({ countSum }) => Number(countSum), 0],
  ['distance', 'distance', 90, ({ millimetersSum }) => Number(millimetersSum) / 1e6, 6],
  ['floors', 'floors', 90, ({ countSum }) => Number(countSum), 0],
  ['elevation', 'altitude', 90, ({ gainMillimetersSum }) => Number(gainMillimetersSum) / 1e3, 3],
  ['calories', 'total-calories', 14, ({ kcalSum }) => Number(kcalSum), 3],
  ['activityCalories', 'active-energy-burned', 90, ({ kcalSum }) => Number(kcalSum), 3],
  ['minutesSedentary', 'sedentary-period', 90, ({ durationSum }) => Number.parseInt(String(durationSum)) / 60, 2],
];

describe("what is read over HTTP equals a person's expected series", () => {
  let harness: Harness;
  let token: string;
  beforeAll(async () => {
    harness = await Harness.start({ people: 3, years: 1, quota: false });
  });
  afterAll(() => harness.close());

  type Truth = { resource: string; date: string; value: string }[];
  let truth: Truth;
  const truthOf = (resource: string): Days =>
    new Map(truth.filter((point) => point.resource === resource).map(({ date, value }) => [date, value]));

  /** Newest window first, in windows as long as the type allows. */
  const rollUp = async (type: string, cap: number, family: string): Promise<Map<string, Json>> => {
    const found = new Map<string, Json>();
    const key = type.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    for (let start = FIRST; start <= LAST; start = shiftDate(start, cap)) {
      const [from, to] = [start, shiftDate(start, cap)].map((date) => ({ date: dateMessage(epochDayOf(date)) }));
      const dataSourceFamily = `users/me/dataSourceFamilies/${family}`;
      const body = { range: { start: from, end: to }, dataSourceFamily };
      const { json } = await harness.post(pointsOf(type, ':dailyRollUp'), token, body);
      for (const point of (json.rollupDataPoints ?? []) as (Rollup & Json)[]) {
        const { year, month, day } = point.civilStartTime.date;
        found.set([year, month, day].map((part) => String(part).padStart(2, '0')).join('-'), point[key] as Json);
      }
    }
    return found;
  };

  const everyPage = async (path: string): Promise<Json[]> => {
    const points: Json[] = [];
    for (let pageToken = ''; ;) {
      const { json } = await harness.get(`${path}?pageSize=25&pageToken=${pageToken}`, token);
      points.push(...((json.dataPoints ?? []) as Json[]));
      pageToken = (json.nextPageToken ?? '') as string;
      if (pageToken === '') return points;
    }
  };

  describe.each(['p1', 'p2', 'p3'])('%s', (person) => {
    beforeAll(async () => {
      token = await harness.token(person);
      truth = (await harness.control('GET', `people/${person}/series`)).json.series as Truth;
    });

    it.each(SUMS)('activities/%s', async (resource, type, cap, read, digits) => {
      for (const [prefix, family] of [
        ['', 'all-sources'],
        ['tracker/', 'google-wearables'],
      ] as const) {
        const told = await rollUp(type, cap, family);
        const days = [...told].map(([date, value]) => [date, decimalText(read(value), digits)] as const);
        expect(new Map(days.sort())).toEqual(truthOf(`activities/${prefix}${resource}`));
      }
    });

    it.each([
      ['minutesLightlyActive', 'LIGHT'],
      ['minutesFairlyActive', 'MODERATE'],
      ['minutesVeryActive', 'VIGOROUS'],
    ])('activities/%s', async (resource, level) => {
      const told = await rollUp('active-minutes', 14, 'all-sources');
      const days = [...told].map(([date, { activeMinutesRollupByActivityLevel: levels }]) => {
        const found = (levels as Json[]).find(({ activityLevel }) => activityLevel === level);
        return [date, Number(found?.activeMinutesSum ?? 0).toString()] as const;
      });
      expect(new Map(days.sort())).toEqual(truthOf(`activities/${resource}`));
    });

    it('sleep, by the day on which it ends', async () => {
      const asleep: Days = new Map();
      const inBed: Days = new Map();
      for (const { sleep } of (await everyPage(pointsOf('sleep'))) as { sleep: Json }[]) {
        const { interval, summary } = sleep as {
          interval: Record<'endTime' | 'endUtcOffset', string>;
          summary: Record<'minutesAsleep' | 'minutesInSleepPeriod', string>;
        };
        const endMs = Date.parse(interval.endTime) + Number.parseInt(interval.endUtcOffset) * 1000;
        const date = new Date(endMs).toISOString().slice(0, 10);
        asleep.set(date, Number(asleep.get(date) ?? 0) + Number(summary.minutesAsleep));
        inBed.set(date, Number(inBed.get(date) ?? 0) + Number(summary.minutesInSleepPeriod));
      }
      const text = (days: Days): Days => new Map([...days].sort().map(([date, minutes]) => [date, String(minutes)]));
      expect(text(asleep)).toEqual(truthOf('sleep/minutesAsleep'));
      expect(text(inBed)).toEqual(truthOf('sleep/timeInBed'));
    });

    it.each([
      ['body/weight', 'weight', ({ weightGrams }: Json) => Number(weightGrams) / 1000],
      ['body/fat', 'bodyFat', ({ percentage }: Json) => Number(percentage)],
    ])('%s, the last one of a day', async (resource, key, read) => {
      const told: Days = new Map();
      const type = key === 'bodyFat' ? 'body-fat' : key;
      // Newest first: the last of a day is the first that is met.
      for (const point of await everyPage(pointsOf(type, ':reconcile'))) {
        const value = point[key] as Json & { sampleTime: { civilTime: { date: Rollup['civilStartTime']['date'] } } };
        const { year, month, day } = value.sampleTime.civilTime.date;
        const date = [year, month, day].map((part) => String(part).padStart(2, '0')).join('-');
        if (!told.has(date)) told.set(date, decimalText(read(value), 3));
      }
      expect(new Map([...told].sort())).toEqual(truthOf(resource));
    });

    it.each([
      ['foods/log/caloriesIn', 'nutrition-log', ({ energy }: Json) => Number((energy as Json).kcalSum)],
      [
        'foods/log/water',
        'hydration-log',
        ({ amountConsumed }: Json) => Number((amountConsumed as Json).millilitersSum),
      ],
    ])('%s', async (resource, type, read) => {
      const told = await rollUp(type, 90, 'google-sources');
      const days = [...told].map(([date, value]) => [date, decimalText(read(value), 3)] as const);
      expect(new Map(days.sort())).toEqual(truthOf(resource));
    });

    it('minutes of any fortnight add up to its days', async () => {
      const filter =
        'steps.interval.civil_start_time >= "2026-03-20" AND steps.interval.civil_start_time < "2026-04-03"';
      let sum = 0;
      for (let pageToken = ''; ;) {
        const query = `?pageSize=10000&filter=${encodeURIComponent(filter)}&pageToken=${pageToken}`;
        const { json } = await harness.get(pointsOf('steps', `:reconcile${query}`), token);
        for (const { steps } of (json.dataPoints ?? []) as { steps: Json }[]) sum += Number(steps.count);
        pageToken = (json.nextPageToken ?? '') as string;
        if (pageToken === '') break;
      }
      const days = [...truthOf('activities/steps')].filter(([date]) => date >= '2026-03-20' && date < '2026-04-03');
      expect(sum).toBe(days.reduce((total, [, value]) => total + Number(value), 0));
    });
  });
});
