import { dayOf, moved, personWith, worldOf } from '../../../spec-support/hand-made';
import {
  type Answer,
  errorInfoOf,
  Harness,
  type Json,
  messageOf,
  pointsOf,
  violationsOf,
} from '../../../spec-support/harness';
import { DATA_TYPES } from '../data-types/table';
import { itemAt } from '../../../spec-support/items';

const at = (text: string): number => Date.parse(text);
const FULL = {
  steps: 9525,
  distanceMillimeters: 7_241_300,
  floors: 12,
  altitudeGainMillimeters: 36_576,
  totalKcal: 3028.784634,
  activeKcal: 842.1,
  lightMinutes: 200,
  moderateMinutes: 25,
  vigorousMinutes: 0,
  sedentaryMinutes: 691,
};

const anna = personWith([
  dayOf('2026-03-28', { movement: moved({ steps: 1000 }) }),
  dayOf('2026-03-29', { movement: moved({ steps: 1380 }) }),
  dayOf('2026-09-23', { movement: moved({ steps: 6859, totalKcal: 0.1 }) }),
  dayOf('2026-09-24', { movement: moved({ totalKcal: 0.2, lightMinutes: 1 }) }),
  dayOf('2026-09-25', {
    movement: moved(FULL, { steps: 100 }),
    measurements: [
      {
        id: '21',
        kind: 'weight',
        timeMs: at('2026-09-25T05:00:00Z'),
        utcOffsetSeconds: 7200,
        value: 80_000,
        source: 'manual',
      },
      {
        id: '22',
        kind: 'weight',
        timeMs: at('2026-09-25T19:00:00Z'),
        utcOffsetSeconds: 7200,
        value: 80_500,
        source: 'scale',
      },
      {
        id: '31',
        kind: 'body-fat',
        timeMs: at('2026-09-25T05:00:00Z'),
        utcOffsetSeconds: 7200,
        value: 25.8,
        source: 'scale',
      },
    ],
    intake: [
      {
        id: '51',
        kind: 'food',
        startMs: at('2026-09-25T10:00:00Z'),
        endMs: at('2026-09-25T10:20:00Z'),
        utcOffsetSeconds: 7200,
        value: 430,
      },
      {
        id: '52',
        kind: 'food',
        startMs: at('2026-09-25T18:00:00Z'),
        endMs: at('2026-09-25T18:20:00Z'),
        utcOffsetSeconds: 7200,
        value: 1500,
      },
      {
        id: '61',
        kind: 'water',
        startMs: at('2026-09-25T18:00:00Z'),
        endMs: at('2026-09-25T18:01:00Z'),
        utcOffsetSeconds: 7200,
        value: 1500,
      },
    ],
  }),
]);

const date = (text: string): Json => {
  const [year, month, day] = text.split('-').map(Number);
  return { date: { year, month, day } };
};

describe('dataPoints:dailyRollUp', () => {
  let harness: Harness;
  let token: string;
  beforeAll(async () => {
    harness = await Harness.start({ world: worldOf(anna), quota: false });
  });
  beforeEach(async () => {
    harness.sandbox.reset();
    token = await harness.token('anna');
  });
  afterAll(() => harness.close());

  const ask = (type: string, start: string, end: string, more: Json = {}): Promise<Answer> =>
    harness.post(pointsOf(type, ':dailyRollUp'), token, { range: { start: date(start), end: date(end) }, ...more });
  const rollups = async (type: string, start: string, end: string, more: Json = {}): Promise<Json[]> => {
    const answer = await ask(type, start, end, more);
    expect([answer.status, answer.status === 200 ? '' : answer.text]).toEqual([200, '']);
    return (answer.json.rollupDataPoints ?? []) as Json[];
  };

  it('returns civil days, newest first, and omits days without data', async () => {
    expect(await rollups('steps', '2026-09-20', '2026-09-27', { windowSizeDays: 1 })).toEqual([
      {
        civilStartTime: { date: { year: 2026, month: 9, day: 25 }, time: {} },
        civilEndTime: { date: { year: 2026, month: 9, day: 26 }, time: {} },
        steps: { countSum: '9625' },
      },
      {
        civilStartTime: { date: { year: 2026, month: 9, day: 23 }, time: {} },
        civilEndTime: { date: { year: 2026, month: 9, day: 24 }, time: {} },
        steps: { countSum: '6859' },
      },
    ]);
  });

  it('excludes the end of the range', async () => {
    expect(await rollups('steps', '2026-09-24', '2026-09-25')).toEqual([]);
  });

  it('answers {} without data', async () => {
    expect((await ask('steps', '2025-01-01', '2025-02-01')).text).toBe('{}');
  });

  it.each([
    ['steps', 'steps', { countSum: '9625' }],
    ['distance', 'distance', { millimetersSum: '7241300' }],
    ['floors', 'floors', { countSum: '12' }],
    ['altitude', 'altitude', { gainMillimetersSum: '36576' }],
    ['total-calories', 'totalCalories', { kcalSum: 3028.784634 }],
    ['active-energy-burned', 'activeEnergyBurned', { kcalSum: 842.1 }],
    [
      'active-minutes',
      'activeMinutes',
      {
        activeMinutesRollupByActivityLevel: [
          { activityLevel: 'LIGHT', activeMinutesSum: '200' },
          { activityLevel: 'MODERATE', activeMinutesSum: '25' },
        ],
      },
    ],
    ['sedentary-period', 'sedentaryPeriod', { durationSum: '41460s' }],
    ['weight', 'weight', { weightGramsAvg: 80_250 }],
    ['body-fat', 'bodyFat', { bodyFatPercentageAvg: 25.8 }],
    ['hydration-log', 'hydrationLog', { amountConsumed: { millilitersSum: 1500, userProvidedUnitLast: 'MILLILITER' } }],
    ['nutrition-log', 'nutritionLog', { energy: { kcalSum: 1930 } }],
  ])('%s has its own value object', async (type, key, value) => {
    const point = itemAt(await rollups(type, '2026-09-25', '2026-09-26'));
    expect(point[key]).toEqual(value);
    expect(Object.keys(point)).toEqual(['civilStartTime', 'civilEndTime', key]);
  });

  it.each([
    ['google-wearables', '9525'],
    ['google-sources', '9625'],
    ['self-sources', undefined],
  ])('returns the family %s', async (family, steps) => {
    const dataSourceFamily = `users/me/dataSourceFamilies/${family}`;
    const [point] = await rollups('steps', '2026-09-25', '2026-09-26', { dataSourceFamily });
    expect(point?.steps).toEqual(steps && { countSum: steps });
    const weights = await rollups('weight', '2026-09-25', '2026-09-26', { dataSourceFamily });
    expect(weights).toHaveLength(family === 'google-sources' ? 1 : 0);
  });

  it('sums windows of several days and shortens the last one', async () => {
    const points = await rollups('total-calories', '2026-09-22', '2026-09-27', { windowSizeDays: 2 });
    expect(
      points.map(({ civilStartTime, civilEndTime, totalCalories }) => [
        ((civilStartTime as Json).date as Json).day,
        ((civilEndTime as Json).date as Json).day,
        totalCalories,
      ]),
    ).toEqual([
      [24, 26, { kcalSum: 3028.984634 }],
      [22, 24, { kcalSum: 0.1 }],
    ]);
    const [cut] = await rollups('steps', '2026-09-23', '2026-09-26', { windowSizeDays: 2 });
    expect(cut).toMatchObject({ civilStartTime: date('2026-09-25'), civilEndTime: date('2026-09-26') });
  });

  it('ends within the last day if the range does, by local time', async () => {
    const end = { ...date('2026-09-25'), time: { hours: 20 } };
    const body = { range: { start: date('2026-09-25'), end } };
    const morning = await harness.post(pointsOf('nutrition-log', ':dailyRollUp'), token, body);
    const [point] = morning.json.rollupDataPoints as Json[];
    expect(point).toMatchObject({ civilEndTime: end, nutritionLog: { energy: { kcalSum: 430 } } });
    const steps = await harness.post(pointsOf('steps', ':dailyRollUp'), token, body);
    const count = Number((itemAt(steps.json.rollupDataPoints as Json[]).steps as Json).countSum);
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(9625);
  });

  it('treats the day of a clock change as one day', async () => {
    const points = await rollups('steps', '2026-03-28', '2026-03-30');
    expect(points.map(({ steps }) => steps)).toEqual([{ countSum: '1380' }, { countSum: '1000' }]);
  });

  it('sends explicit zeros when explicitZeros is on, for days that have any movement', async () => {
    harness.sandbox.switches.explicitZeros = true;
    const points = await rollups('steps', '2026-09-20', '2026-09-27');
    expect(points.map(({ steps }) => steps)).toEqual([{ countSum: '9625' }, { countSum: '0' }, { countSum: '6859' }]);
  });

  it('returns a change as soon as it has happened', async () => {
    const made = await Harness.start({ quota: false });
    const mine = await made.token('p1');
    const read = async (): Promise<unknown> => {
      const body = { range: { start: date('2026-09-25'), end: date('2026-09-26') } };
      const { json } = await made.post(pointsOf('steps', ':dailyRollUp'), mine, body);
      return itemAt(json.rollupDataPoints as Json[]).steps;
    };
    await read();
    await made.control('POST', 'people/p1/edit', { resource: 'activities/steps', date: '2026-09-25', value: '4321' });
    expect(await read()).toEqual({ countSum: '4321' });
    made.sandbox.world.edit('p1', { resource: 'activities/steps', date: '2026-09-25', value: '99' });
    expect(await read()).toEqual({ countSum: '99' });
    made.sandbox.world.reset();
    expect(await read()).not.toEqual({ countSum: '99' });
    await made.close();
  });

  describe('its limits', () => {
    const capped = [...DATA_TYPES.values()].filter(({ actions }) => actions.includes('dailyRollup'));

    it.each(capped.map(({ id, capDays }) => [id, capDays] as const))(
      '%s: %d days pass, one more does not',
      async (id, cap) => {
        const end = (days: number): string => new Date(at('2026-01-01') + days * 86_400_000).toISOString().slice(0, 10);
        expect((await ask(id, '2026-01-01', end(cap))).status).toBe(200);
        const answer = await ask(id, '2026-01-01', end(cap + 1));
        expect([answer.status, errorInfoOf(answer).reason]).toEqual([400, 'INVALID_ROLLUP_QUERY_DURATION']);
        expect(errorInfoOf(answer).metadata.maxDurationDays).toBe(String(cap));
        expect([14, 90]).toContain(cap);
      },
    );

    it('limits four types to fourteen days', () => {
      const short = capped.filter(({ capDays }) => capDays === 14).map(({ id }) => id);
      expect(short.sort()).toEqual(['active-minutes', 'calories-in-heart-rate-zone', 'heart-rate', 'total-calories']);
    });

    it.each([
      ['steps', 90, 200],
      ['steps', 91, 400],
      ['steps', 1440, 400],
      ['total-calories', 14, 200],
      ['total-calories', 15, 400],
    ])('%s with page size %d answers %d, even for a short range', async (type, pageSize, status) => {
      const answer = await ask(type, '2026-09-25', '2026-09-26', { pageSize });
      expect(answer.status).toBe(status);
      if (status === 400) expect(errorInfoOf(answer).reason).toBe('INVALID_ROLLUP_QUERY_DURATION');
    });

    it('multiplies the page size by the window', async () => {
      const answer = await ask('steps', '2026-09-01', '2026-09-15', { pageSize: 13, windowSizeDays: 7 });
      expect(errorInfoOf(answer).metadata.maxDurationDays).toBe('90');
      const whole = await ask('total-calories', '2026-09-01', '2026-09-15', { windowSizeDays: 10 });
      expect(errorInfoOf(whole).metadata.maxDurationDays).toBe('14');
    });

    it('refuses a page size below the number of windows, with the reason that was observed', async () => {
      const answer = await ask('steps', '2026-09-01', '2026-09-15', { pageSize: 5 });
      expect([answer.status, messageOf(answer), errorInfoOf(answer).reason]).toEqual([
        400,
        'page_size (5) is too small. Must be at least 14 to cover the requested range with a window_size_days of 1.',
        'INVALID_DATA_POINT_NAME',
      ]);
    });

    it('has one cap for every type when dailyRollUpCapDays is set', async () => {
      harness.sandbox.switches.dailyRollUpCapDays = 14;
      expect(errorInfoOf(await ask('floors', '2026-09-01', '2026-09-16')).metadata.maxDurationDays).toBe('14');
    });

    it('returns pages when dailyRollUpPages is on', async () => {
      harness.sandbox.switches.dailyRollUpPages = true;
      const first = await ask('steps', '2026-09-20', '2026-09-27', { pageSize: 1 });
      expect(first.json.rollupDataPoints).toHaveLength(1);
      const pageToken = first.json.nextPageToken;
      const second = await ask('steps', '2026-09-20', '2026-09-27', { pageSize: 1, pageToken });
      expect(itemAt(second.json.rollupDataPoints as Json[]).steps).toEqual({ countSum: '6859' });
      const third = await ask('steps', '2026-09-20', '2026-09-27', {
        pageSize: 1,
        pageToken: second.json.nextPageToken,
      });
      expect(third.text).toBe('{}');
      expect(errorInfoOf(await ask('steps', '2026-09-20', '2026-09-28', { pageSize: 1, pageToken })).reason).toBe(
        'INVALID_PAGE_TOKEN',
      );
    });
  });

  describe('refuses', () => {
    const day = { year: 2026, month: 9, day: 25 };
    const good = { start: { date: day }, end: { date: { ...day, day: 26 } } };
    it.each([
      ['no range', {}, 'INVALID_TIME_RANGE'],
      ['no end', { range: { start: good.start } }, 'INVALID_TIME_RANGE'],
      ['an empty range', { range: { start: good.start, end: good.start } }, 'INVALID_TIME_RANGE'],
      ['a range that ends before it starts', { range: { start: good.end, end: good.start } }, 'INVALID_TIME_RANGE'],
      [
        '30 February',
        { range: { ...good, start: { date: { year: 2026, month: 2, day: 30 } } } },
        'INVALID_CIVIL_DATE_TIME',
      ],
      [
        'a date without a day',
        { range: { ...good, start: { date: { year: 2026, month: 2 } } } },
        'INVALID_CIVIL_DATE_TIME',
      ],
      ['a civil time without a date', { range: { ...good, start: { time: {} } } }, 'INVALID_CIVIL_DATE_TIME'],
      ['25 hours', { range: { ...good, end: { ...good.end, time: { hours: 25 } } } }, 'INVALID_CIVIL_DATE_TIME'],
      [
        'a start that is not midnight',
        { range: { start: { date: day, time: { hours: 1 } }, end: good.end } },
        'INVALID_ROLLUP_WINDOW',
      ],
      ['a negative window', { range: good, windowSizeDays: -1 }, 'INVALID_ROLLUP_WINDOW'],
      ['a negative page size', { range: good, pageSize: -1 }, 'INVALID_PAGE_SIZE'],
      ['a page size of 0', { range: good, pageSize: 0 }, 'INVALID_PAGE_SIZE'],
      ['any page token', { range: good, pageToken: 'x' }, 'INVALID_PAGE_TOKEN'],
      ['a bare family', { range: good, dataSourceFamily: 'all-sources' }, 'INVALID_DATA_POINT_DATA_SOURCE_FAMILY'],
    ])('%s', async (_, body, reason) => {
      const answer = await harness.post(pointsOf('steps', ':dailyRollUp'), token, body);
      expect([answer.status, errorInfoOf(answer).reason]).toEqual([400, reason]);
    });

    it.each([
      ['a flat date', { range: { start: day, end: day } }, `Unknown name "year" at 'range.start': Cannot find field.`],
      [
        'physical times',
        { range: { startTime: '2026-09-25T00:00:00Z' } },
        `Unknown name "startTime" at 'range': Cannot find field.`,
      ],
      ['an unknown field', { x: 1 }, 'Unknown name "x": Cannot find field.'],
      ['a field that every object has', '{"__proto__":1}', 'Unknown name "__proto__": Cannot find field.'],
      ['a text as number', { windowSizeDays: 'one' }, `Invalid value at 'window_size_days' (TYPE_INT32), "one"`],
      ['half a day', { windowSizeDays: 0.5 }, `Invalid value at 'window_size_days' (TYPE_INT32), 0.5`],
      ['a range that is text', { range: 'all' }, `Invalid value at 'range' (message), "all"`],
      ['an array', [], `Invalid value at '' (message), []`],
    ])('%s while it reads the JSON', async (_, body, text) => {
      const answer = await harness.post(pointsOf('steps', ':dailyRollUp'), token, body);
      expect([answer.status, violationsOf(answer).length > 0]).toEqual([400, true]);
      expect(messageOf(answer)).toContain(text);
    });

    it.each(['{"range":{"start":{"date":{"year":2026,"month":09,"day":1}}}}', '[-01]', '{"a":0x1F}'])(
      'leading zeros and hexadecimal numbers: %s',
      async (body) => {
        const answer = await harness.post(pointsOf('steps', ':dailyRollUp'), token, body);
        expect(messageOf(answer)).toBe('Invalid JSON payload received. Octal/hex numbers are not valid JSON values.');
      },
    );

    it.each(['{', '{"a":"01",}', 'null,'])('invalid JSON: %s', async (body) => {
      const answer = await harness.post(pointsOf('steps', ':dailyRollUp'), token, body);
      expect([answer.status, messageOf(answer)]).toEqual([400, 'Invalid JSON payload received. Unexpected token.']);
    });
  });

  it('accepts snake case names, and numbers as text, as the service does', async () => {
    const body = {
      range: { start: date('2026-09-25'), end: date('2026-09-26') },
      window_size_days: '1',
      page_size: '1',
    };
    const answer = await harness.post(pointsOf('steps', ':dailyRollUp'), token, body);
    expect(answer.json.rollupDataPoints).toHaveLength(1);
  });

  it('rolls up activity levels when activityLevelRollups is on', async () => {
    expect((await ask('activity-level', '2026-09-25', '2026-09-26')).status).toBe(400);
    harness.sandbox.switches.activityLevelRollups = true;
    const point = itemAt(await rollups('activity-level', '2026-09-25', '2026-09-26'));
    expect(point.activityLevel).toEqual({
      activityLevelRollupsByActivityLevelType: [
        { activityLevelType: 'SEDENTARY', totalDuration: '41460s' },
        { activityLevelType: 'LIGHTLY_ACTIVE', totalDuration: '12000s' },
        { activityLevelType: 'MODERATELY_ACTIVE', totalDuration: '1500s' },
      ],
    });
  });
});
