import { dayOf, moved, night, personWith, worldOf } from '../../../spec-support/hand-made';
import { fitbitAccess, fitbitErrorOf, itemsOf } from '../../../spec-support/fitbit';
import { type Answer, Harness } from '../../../spec-support/harness';
import { itemAt } from '../../../spec-support/items';

const weighing = (kind: 'weight' | 'body-fat' | 'height', value: number, time: string) => ({
  id: kind + time,
  kind,
  timeMs: Date.parse(time),
  utcOffsetSeconds: 7200,
  value,
  source: 'scale' as const,
});

const wearable = {
  steps: 8_123,
  distanceMillimeters: 6_969_999,
  floors: 12,
  altitudeGainMillimeters: 36_576,
  totalKcal: 2_100.4,
  activeKcal: 500,
  basalKcal: 1_440,
  lightMinutes: 100,
  moderateMinutes: 20,
  vigorousMinutes: 24,
  sedentaryMinutes: 700,
};

const anna = personWith(
  [
    dayOf('2026-09-10', { measurements: [weighing('height', 1_700, '2026-09-10T06:00:00Z')] }),
    dayOf('2026-09-20', {
      movement: moved(wearable, { steps: 7, distanceMillimeters: 31_000, totalKcal: 9.2 }),
      sleep: [night('1', '2026-09-19T21:00:00Z')],
      measurements: [
        weighing('weight', 72_400, '2026-09-20T05:00:00Z'),
        weighing('weight', 72_300, '2026-09-20T18:00:00Z'),
        weighing('body-fat', 21.5, '2026-09-20T05:00:00Z'),
      ],
      intake: [
        { id: 'w', kind: 'water', startMs: 0, endMs: 0, utcOffsetSeconds: 0, value: 250 },
        { id: 'f', kind: 'food', startMs: 0, endMs: 0, utcOffsetSeconds: 0, value: 640 },
      ],
    }),
    dayOf('2026-09-25'),
  ],
  'anna',
  '1',
);
const low = { ...personWith([dayOf('2026-09-20')], 'low', '2'), hasAltimeter: false };
const old = personWith([dayOf('2020-01-01'), dayOf('2026-09-25')], 'old', '3');

describe('series of the Fitbit Web API', () => {
  let harness: Harness;
  let token: string;
  beforeAll(async () => {
    harness = await Harness.start({ world: worldOf(anna, low, old), quota: false });
  });
  beforeEach(async () => {
    harness.sandbox.reset();
    token = await fitbitAccess(harness, 'anna');
  });
  afterAll(() => harness.close());

  const read = (path: string, units?: string): Promise<Answer> =>
    harness.send('GET', `/1/user/-/${path}.json`, {
      headers: { authorization: `Bearer ${token}`, ...(units ? { 'accept-language': units } : {}) },
    });
  const valueOn = async (path: string, units?: string, date = '2026-09-20'): Promise<string> =>
    itemAt(itemsOf(await read(`${path}/date/${date}/1d`, units))).value;
  const refusal = async (path: string) => {
    const answer = await read(path);
    const { fieldName, message } = fitbitErrorOf(answer);
    return [answer.status, fieldName, message];
  };

  describe('values', () => {
    it.each([
      ['activities/steps', '8130'],
      ['activities/tracker/steps', '8123'],
      ['activities/calories', '2110'],
      ['activities/tracker/calories', '2100'],
      ['activities/caloriesBMR', '1440'],
      ['activities/activityCalories', '644'],
      ['activities/distance', '7'],
      ['activities/tracker/distance', '6.96999979019165'],
      ['activities/elevation', '36.58000183105469'],
      ['activities/floors', '12'],
      ['activities/minutesSedentary', '700'],
      ['activities/minutesLightlyActive', '100'],
      ['activities/minutesFairlyActive', '20'],
      ['activities/minutesVeryActive', '24'],
      ['activities/swimming-strokes', '0'],
      ['body/weight', '72.30000305175781'],
      ['body/fat', '21.5'],
      ['body/bmi', '25.020000457763672'],
      ['foods/log/caloriesIn', '640'],
      ['foods/log/water', '250.0'],
      ['sleep/startTime', '2026-09-19T23:00:00.000'],
      ['sleep/timeInBed', '400'],
      ['sleep/minutesAsleep', '390'],
      ['sleep/minutesAwake', '0'],
      ['sleep/minutesToFallAsleep', '10'],
      ['sleep/minutesAfterWakeup', '0'],
      ['sleep/awakeningsCount', '1'],
      ['sleep/efficiency', '100'],
    ])('of %s are text: %s', async (path, value) => {
      const answer = await read(`${path}/date/2026-09-20/1d`);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
      expect(answer.json).toEqual({ [path.replaceAll('/', '-')]: [{ dateTime: '2026-09-20', value }] });
    });

    it.each([
      ['activities/steps', '0'],
      ['activities/calories', '0'],
      ['activities/caloriesBMR', '0'],
      ['activities/minutesSedentary', '0'],
      ['activities/distance', '0'],
      ['foods/log/caloriesIn', '0'],
      ['foods/log/water', '0.0'],
      ['sleep/minutesAsleep', '0'],
      ['sleep/startTime', ''],
    ])('of %s are "%s" where nothing was recorded, before the membership and in the future', async (path, value) => {
      for (const date of ['2026-09-21', '2026-09-01', '2026-12-01']) {
        expect(await valueOn(path, undefined, date)).toBe(value);
      }
    });

    it.each([
      ['activities/tracker/distance', '4.330957412719727', '6.96999979019165'],
      ['activities/elevation', '120.01312255859375', '36.58000183105469'],
      ['body/weight', '159.3942108154297', '11.385300636291504'],
      ['foods/log/water', '8.453505516052246', '250.0'],
    ])('of %s are %s in en_US and %s in en_GB', async (path, us, uk) => {
      expect(await valueOn(path, 'en_US')).toBe(us);
      expect(await valueOn(path, 'en_GB')).toBe(uk);
    });

    it.each(['en-US', 'en_UK', 'fr_FR', '*'])('are metric for %s', async (units) => {
      expect(await valueOn('body/weight', units)).toBe('72.30000305175781');
    });

    it('have no float noise when floatNoise is off', async () => {
      harness.sandbox.switches.floatNoise = false;
      expect(await valueOn('activities/tracker/distance')).toBe('6.97');
    });

    it('of body/* last until the next log, and are 0 before the first one and in the future', async () => {
      const values = async (path: string) =>
        itemsOf(await read(`body/${path}/date/2026-09-19/2026-10-02`)).map(({ value }) => value);
      const carried = [...Array.from({ length: 12 }, () => '72.30000305175781'), '0'];
      expect(await values('weight')).toEqual(['0', ...carried]);
      harness.sandbox.switches.bodyCarriesForward = false;
      expect(await values('weight')).toEqual(['0', '72.30000305175781', ...Array.from({ length: 12 }, () => '0')]);
    });

    it('of sleep/startTime are a time of day when sleepStartTimeWithDate is off', async () => {
      harness.sandbox.switches.sleepStartTimeWithDate = false;
      expect(await valueOn('sleep/startTime')).toBe('23:00');
    });
  });

  describe('dates', () => {
    const span = async (path: string): Promise<unknown[]> => {
      const items = itemsOf(await read(path));
      return [itemAt(items).dateTime, items.at(-1)?.dateTime, items.length];
    };

    it.each([
      ['1d', '2024-03-31', 1],
      ['7d', '2024-03-25', 7],
      ['1w', '2024-03-25', 7],
      ['30d', '2024-03-02', 30],
      ['1m', '2024-03-01', 31],
      ['3m', '2024-01-01', 91],
      ['6m', '2023-10-01', 183],
      ['1y', '2023-04-01', 366],
    ])('of the period %s end on the date: %s, %d days', async (period, first, count) => {
      expect(await span(`activities/steps/date/2024-03-31/${period}`)).toEqual([first, '2024-03-31', count]);
    });

    it.each([
      ['1m', 30],
      ['3m', 90],
      ['6m', 180],
      ['1y', 365],
    ])('of the period %s are %d days when calendarPeriods is off', async (period, count) => {
      harness.sandbox.switches.calendarPeriods = false;
      expect((await span(`body/fat/date/2024-03-31/${period}`))[2]).toBe(count);
    });

    it('of a range include both ends, oldest first', async () => {
      expect(await span('foods/log/water/date/2026-08-30/2026-09-02')).toEqual(['2026-08-30', '2026-09-02', 4]);
    });

    it('accept today, in the time zone of the profile', async () => {
      harness.clock.set(new Date('2026-10-01T22:30:00Z'));
      token = await fitbitAccess(harness, 'anna');
      expect(await span('activities/steps/date/today/1d')).toEqual(['2026-10-02', '2026-10-02', 1]);
      expect(await span('activities/steps/date/2026-10-01/today')).toEqual(['2026-10-01', '2026-10-02', 2]);
    });

    it.each([
      ['activities/steps', 1095],
      ['activities/tracker/floors', 1095],
      ['activities/activityCalories', 30],
      ['activities/tracker/activityCalories', 30],
      ['activities/active-zone-minutes', 1095],
      ['activities/heart', 366],
      ['body/weight', 1095],
      ['foods/log/caloriesIn', 1095],
      ['sleep/minutesAsleep', 1095],
      ['body/log/weight', 31],
      ['body/log/fat', 30],
      ['hrv', 30],
      ['br', 30],
      ['temp/core', 30],
      ['temp/skin', 30],
      ['cardioscore', 30],
    ])('of %s may span at most %d days', async (path, days) => {
      const end = (count: number): string =>
        new Date(Date.UTC(2022, 0, 1) + (count - 1) * 86_400_000).toISOString().slice(0, 10);
      expect((await read(`${path}/date/2022-01-01/${end(days)}`)).status).toBe(200);
      const [status, field] = await refusal(`${path}/date/2022-01-01/${end(days + 1)}`);
      expect([status, field]).toEqual([400, 'endDate']);
      harness.sandbox.switches.rangeCountsDifference = true;
      expect((await read(`${path}/date/2022-01-01/${end(days + 1)}`)).status).toBe(200);
    });

    it.each([
      ['activities/steps/date/2026-02-30/1d', 'date'],
      ['activities/steps/date/20260930/1d', 'date'],
      ['activities/steps/date/yesterday/2026-09-30', 'startDate'],
      ['activities/steps/date/2026-09-30/2026-13-01', 'endDate'],
      ['activities/date/x', 'date'],
      ['hrv/date/x', 'date'],
    ])('that are invalid are refused: %s', async (path, field) => {
      const [status, fieldName, message] = await refusal(path);
      expect([status, fieldName]).toEqual([400, field]);
      expect(message).toMatch(/^Invalid date: /);
    });

    it('in the wrong order are refused', async () => {
      expect((await refusal('activities/steps/date/2026-09-30/2026-09-29'))[0]).toBe(400);
    });
  });

  describe('periods', () => {
    it.each([
      ['activities/steps', '2d'],
      ['activities/steps', '1Y'],
      ['activities/heart', '3m'],
      ['activities/heart', 'max'],
      ['activities/active-zone-minutes', 'max'],
      ['foods/log/water', 'max'],
      ['body/log/weight', 'max'],
      ['body/log/fat', '3m'],
    ])('of %s are limited: not %s', async (path, period) => {
      expect(await refusal(`${path}/date/2026-09-30/${period}`)).toEqual([400, 'period', `Invalid period: ${period}`]);
    });

    it('include max, which begins with the membership', async () => {
      for (const path of ['activities/steps', 'body/weight', 'sleep/efficiency']) {
        expect(itemsOf(await read(`${path}/date/2026-09-25/max`))).toHaveLength(16);
      }
    });

    it('fail with max for a long membership, except for body/*, as the reference says', async () => {
      token = await fitbitAccess(harness, 'old');
      const answer = await read('activities/minutesSedentary/date/today/max');
      expect([answer.status, answer.json]).toEqual([
        422,
        {
          errors: [
            {
              errorType: 'validation',
              fieldName: 'Request',
              message: 'The number of data points queried exceeds limit.',
            },
          ],
        },
      ]);
      expect((await read('body/weight/date/today/max')).status).toBe(200);
      harness.sandbox.switches.maxPeriodDays = 0;
      expect((await read('activities/minutesSedentary/date/today/max')).status).toBe(200);
    });
  });

  describe('resources', () => {
    it.each([
      'activities/activeScore',
      'activities/tracker/activeScore',
      'activities/tracker/caloriesBMR',
      'activities/constructor',
      'body/height',
      'sleep/steps',
    ])('that do not exist are refused: %s', async (path) => {
      const message = `Invalid time series resource path: /${path}`;
      const answer = await read(`${path}/date/today/1d`);
      expect([answer.status, answer.json]).toEqual([
        400,
        { errors: [{ errorType: 'validation', fieldName: 'resource path', message }] },
      ]);
    });

    it.each(['sleep/date/2026-09-01/2026-09-02', 'heart/date/2026-09-01/1d'])('are not %s', async (path) => {
      const [, name] = path.split(/^(\w+)/);
      expect(await refusal(path)).toEqual([400, 'resource path', `Invalid time series resource path: /${name}`]);
    });

    it.each(['activities/floors', 'activities/elevation', 'activities/tracker/floors', 'activities/tracker/elevation'])(
      'of climbed heights do not exist without an altimeter: %s',
      async (path) => {
        token = await fitbitAccess(harness, 'low');
        expect(await refusal(`${path}/date/today/1d`)).toEqual([
          400,
          'resource path',
          `Invalid time series resource path: /${path}`,
        ]);
        harness.sandbox.switches.zerosWithoutAltimeter = true;
        expect(await valueOn(path)).toBe('0');
      },
    );
  });

  describe('without data of any person', () => {
    it('have heart rate zones without minutes, for every day', async () => {
      const { json } = await read('activities/heart/date/2026-09-19/2026-09-20');
      expect(json['activities-heart']).toEqual(
        ['2026-09-19', '2026-09-20'].map((dateTime) => ({
          dateTime,
          value: {
            customHeartRateZones: [],
            heartRateZones: [
              { max: 90, min: 30, name: 'Out of Range' },
              { max: 125, min: 90, name: 'Fat Burn' },
              { max: 152, min: 125, name: 'Cardio' },
              { max: 220, min: 152, name: 'Peak' },
            ],
          },
        })),
      );
    });

    it.each([
      ['activities/active-zone-minutes/date/today/1y', { 'activities-active-zone-minutes': [] }],
      ['hrv/date/2026-09-20', { hrv: [] }],
      ['hrv/date/2026-09-20/2026-09-21', { hrv: [] }],
      ['hrv/date/2026-09-20/all', { hrv: [] }],
      ['br/date/2026-09-20/2026-09-21/all', { br: [] }],
      ['spo2/date/2026-09-20', {}],
      ['spo2/date/2020-09-20/2026-09-21', []],
      ['spo2/date/2026-09-20/all', {}],
      ['temp/core/date/today', { tempCore: [] }],
      ['temp/skin/date/2026-09-20/2026-09-21', { tempSkin: [] }],
      ['cardioscore/date/2026-09-20', { cardioScore: [] }],
    ])('are empty: %s', async (path, empty) => {
      const answer = await read(path);
      expect([answer.status, answer.json]).toEqual([200, empty]);
    });

    it('are an empty array for SpO2 of a day when emptySpo2IsArray is on', async () => {
      harness.sandbox.switches.emptySpo2IsArray = true;
      expect((await read('spo2/date/2026-09-20')).json).toEqual([]);
    });
  });
});
