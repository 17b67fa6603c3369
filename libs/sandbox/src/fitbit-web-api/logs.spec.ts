import { dayOf, moved, night, personWith, worldOf } from '../../spec-support/hand-made';
import { fitbitAccess, fitbitErrorOf } from '../../spec-support/fitbit';
import { type Answer, Harness, type Json } from '../../spec-support/harness';

const main = night('1', '2026-09-19T21:00:00Z');
const nap = {
  ...night('2', '2026-09-20T12:00:00Z', 60),
  type: 'CLASSIC' as const,
  mainSleep: false,
  stages: [
    { type: 'ASLEEP' as const, startMs: Date.parse('2026-09-20T12:00:00Z'), endMs: Date.parse('2026-09-20T12:50:00Z') },
    {
      type: 'RESTLESS' as const,
      startMs: Date.parse('2026-09-20T12:50:00Z'),
      endMs: Date.parse('2026-09-20T13:00:00Z'),
    },
  ],
  minutesAsleep: 50,
  minutesAwake: 10,
  minutesToFallAsleep: 0,
  awakenings: 0,
};
const measured = { utcOffsetSeconds: 7200, source: 'scale' as const, timeMs: Date.parse('2026-09-20T05:30:10Z') };
const movement = moved(
  { steps: 8_000, distanceMillimeters: 6_500_000, floors: 3, altitudeGainMillimeters: 9_144, totalKcal: 2_000 },
  { steps: 5, distanceMillimeters: 10_000, lightMinutes: 60, vigorousMinutes: 30 },
);
const anna = personWith(
  [
    dayOf('2026-09-20', {
      movement,
      sleep: [main, nap],
      measurements: [
        { ...measured, id: 'h', kind: 'height', value: 1_700 },
        { ...measured, id: 'w', kind: 'weight', value: 72_400 },
        { ...measured, id: 'b', kind: 'body-fat', value: 21.5 },
      ],
      intake: [
        {
          id: 'f',
          kind: 'food',
          startMs: Date.parse('2026-09-20T10:30:00Z'),
          endMs: 0,
          utcOffsetSeconds: 7200,
          value: 640,
        },
        { id: 'w', kind: 'water', startMs: 0, endMs: 0, utcOffsetSeconds: 7200, value: 250 },
      ],
    }),
    dayOf('2026-09-21', { sleep: [night('3', '2026-09-20T22:00:00Z')] }),
  ],
  'anna',
  '1',
);
const low = { ...personWith([dayOf('2026-09-20', { movement })], 'low', '2'), hasAltimeter: false };

describe('day logs of the Fitbit Web API', () => {
  let harness: Harness;
  let token: string;
  beforeAll(async () => {
    harness = await Harness.start({ world: worldOf(anna, low), quota: false });
  });
  beforeEach(async () => {
    harness.sandbox.reset();
    token = await fitbitAccess(harness, 'anna');
  });
  afterAll(() => harness.close());

  const read = (path: string): Promise<Answer> => harness.get(path, token);

  describe('daily summary', () => {
    it('has every figure of the day, as numbers', async () => {
      const { json } = await read('/1/user/-/activities/date/2026-09-20.json');
      expect(json).toMatchObject({
        activities: [],
        goals: { activeMinutes: 30, caloriesOut: 2500, distance: 8.05, floors: 10, steps: 10_000 },
        summary: {
          activeScore: -1,
          caloriesOut: 2000,
          elevation: 9.14,
          floors: 3,
          fairlyActiveMinutes: 0,
          lightlyActiveMinutes: 60,
          veryActiveMinutes: 30,
          sedentaryMinutes: 0,
          steps: 8005,
        },
      });
      const { distances } = json.summary as { distances: { activity: string; distance: number }[] };
      expect(distances.slice(0, 3)).toEqual([
        { activity: 'total', distance: 6.51 },
        { activity: 'tracker', distance: 6.5 },
        { activity: 'loggedActivities', distance: 0 },
      ]);
      const levels = distances.slice(3).reduce((sum, { distance }) => sum + distance, 0);
      expect(levels).toBeCloseTo(6.51);
    });

    it('omits what only an altimeter measures, without an error', async () => {
      token = await fitbitAccess(harness, 'low');
      const { status, json } = await read('/1/user/-/activities/date/2026-09-20.json');
      expect(status).toBe(200);
      expect(json.summary).not.toHaveProperty('floors');
      expect(json.summary).not.toHaveProperty('elevation');
      expect(json.goals).not.toHaveProperty('floors');
    });

    it('is all zeros when nothing was recorded, and has no goals for days long ago', async () => {
      const { json } = await read('/1/user/-/activities/date/2025-09-20.json');
      expect(json).not.toHaveProperty('goals');
      expect(json.summary).toMatchObject({ steps: 0, caloriesOut: 0, caloriesBMR: 0, sedentaryMinutes: 0 });
    });

    it('accepts today, unless todayInPlainDates is off', async () => {
      expect((await read('/1/user/-/activities/date/today.json')).status).toBe(200);
      harness.sandbox.switches.todayInPlainDates = false;
      expect((await read('/1/user/-/activities/date/today.json')).status).toBe(400);
    });
  });

  describe('sleep 1.2', () => {
    it('returns the sessions that end on a day, and their sums', async () => {
      const { json } = await read('/1.2/user/-/sleep/date/2026-09-20.json');
      const [second, first] = json.sleep as [Json, Json];
      expect(first).toMatchObject({
        dateOfSleep: '2026-09-20',
        duration: 24_000_000,
        efficiency: 100,
        startTime: '2026-09-19T23:00:00.000',
        endTime: '2026-09-20T05:40:00.000',
        infoCode: 0,
        isMainSleep: true,
        logType: 'auto_detected',
        minutesAfterWakeup: 0,
        minutesAsleep: 390,
        minutesAwake: 0,
        minutesToFallAsleep: 10,
        timeInBed: 400,
        type: 'stages',
      });
      expect(Number.isSafeInteger(first.logId)).toBe(true);
      expect(first.levels).toMatchObject({
        data: [
          { dateTime: '2026-09-19T23:00:00.000', level: 'wake', seconds: 600 },
          { dateTime: '2026-09-19T23:10:00.000', level: 'light', seconds: 11_400 },
          { level: 'deep', seconds: 6_000 },
          { level: 'rem', seconds: 6_000 },
        ],
        shortData: [],
        summary: {
          deep: { count: 1, minutes: 100 },
          light: { count: 1, minutes: 190 },
          wake: { count: 1, minutes: 10 },
        },
      });
      expect(second).toMatchObject({ isMainSleep: false, type: 'classic', infoCode: 2, minutesAsleep: 50 });
      expect(second.levels).not.toHaveProperty('shortData');
      expect((second.levels as Json).summary).toEqual({
        asleep: { count: 1, minutes: 50 },
        awake: { count: 0, minutes: 0 },
        restless: { count: 1, minutes: 10 },
      });
      expect(json.summary).toEqual({
        stages: { deep: 100, light: 190, rem: 100, wake: 10 },
        totalMinutesAsleep: 440,
        totalSleepRecords: 2,
        totalTimeInBed: 460,
      });
    });

    it('is empty and has no stages for a day without sleep', async () => {
      expect((await read('/1.2/user/-/sleep/date/2026-09-22.json')).json).toEqual({
        sleep: [],
        summary: { totalMinutesAsleep: 0, totalSleepRecords: 0, totalTimeInBed: 0 },
      });
    });

    it('returns ranges of up to 100 days, newest first, without a summary', async () => {
      const { json } = await read('/1.2/user/-/sleep/date/2026-09-01/2026-09-30.json');
      expect(Object.keys(json)).toEqual(['sleep']);
      expect((json.sleep as Json[]).map(({ dateOfSleep }) => dateOfSleep)).toEqual([
        '2026-09-21',
        '2026-09-20',
        '2026-09-20',
      ]);
      expect((await read('/1.2/user/-/sleep/date/2026-06-01/2026-09-08.json')).status).toBe(200);
      expect((await read('/1.2/user/-/sleep/date/2026-06-01/2026-09-09.json')).status).toBe(400);
    });

    it('is paged through with next when listed', async () => {
      const dates: unknown[] = [];
      let next = '/1.2/user/-/sleep/list.json?afterDate=2026-09-01&sort=asc&offset=0&limit=2';
      for (let page = 0; next !== '' && page < 5; page++) {
        const { json } = await read(next);
        dates.push(...(json.sleep as Json[]).map(({ startTime }) => startTime));
        const url = (json.pagination as { next: string }).next;
        next = url && new URL(url).pathname + new URL(url).search;
      }
      expect(dates).toEqual(['2026-09-19T23:00:00.000', '2026-09-20T14:00:00.000', '2026-09-21T00:00:00.000']);
    });

    it.each([
      'limit=2&offset=0&sort=asc',
      'afterDate=2026-09-01&beforeDate=2026-09-02&limit=2&offset=0&sort=asc',
      'afterDate=2026-09-01&limit=101&offset=0&sort=asc',
      'afterDate=2026-09-01&limit=2&offset=0&sort=desc',
      'beforeDate=2026-09-01&limit=2&offset=-1&sort=desc',
    ])('is refused as a list for %s', async (query) => {
      const answer = await read(`/1.2/user/-/sleep/list.json?${query}`);
      expect([answer.status, fitbitErrorOf(answer).errorType]).toEqual([400, 'validation']);
    });

    it.each([200, 202])('is pending once after a sync, with %d, when sleepPendingAfterSync is on', async (status) => {
      Object.assign(harness.sandbox.switches, { sleepPendingAfterSync: true, sleepPendingStatus: status });
      await harness.control('POST', 'people/anna/sync', {});
      const pending = await read('/1.2/user/-/sleep/date/2026-09-20.json');
      expect([pending.status, pending.json]).toEqual([status, { meta: { retryDuration: 3000, state: 'pending' } }]);
      expect((await read('/1.2/user/-/sleep/date/2026-09-20.json')).json).toHaveProperty('sleep');
    });
  });

  it('returns sleep minute by minute in version 1', async () => {
    const { json } = await read('/1/user/-/sleep/date/2026-09-20.json');
    const [first] = json.sleep as [{ minuteData: { dateTime: string; value: string }[]; timeInBed: number }];
    expect(first.minuteData).toHaveLength(first.timeInBed);
    expect([first.minuteData[0], first.minuteData[10]]).toEqual([
      { dateTime: '23:00:00', value: '3' },
      { dateTime: '23:10:00', value: '1' },
    ]);
  });

  it('returns body logs as they were entered, as numbers', async () => {
    const log = { bmi: 25.05, date: '2026-09-20', fat: 21.5, source: 'Aria', time: '07:30:10', weight: 72.4 };
    const weights = { weight: [{ ...log, logId: measured.timeMs }] };
    expect((await read('/1/user/-/body/log/weight/date/2026-09-20.json')).json).toEqual(weights);
    expect((await read('/1/user/-/body/log/weight/date/2026-09-25/1m.json')).json).toEqual(weights);
    expect((await read('/1/user/-/body/log/fat/date/2026-09-19/2026-09-21.json')).json).toEqual({
      fat: [{ date: '2026-09-20', fat: 21.5, logId: measured.timeMs, source: 'Aria', time: '07:30:10' }],
    });
    expect((await read('/1/user/-/body/log/weight/date/2026-09-21.json')).json).toEqual({ weight: [] });
  });

  it('returns food and water as they were logged', async () => {
    const food = (await read('/1/user/-/foods/log/date/2026-09-20.json')).json;
    expect(food).toMatchObject({
      foods: [{ logDate: '2026-09-20', loggedFood: { calories: 640, mealTypeId: 3 } }],
      summary: { calories: 640, water: 250 },
    });
    const water = (await read('/1/user/-/foods/log/water/date/2026-09-20.json')).json;
    expect(water).toMatchObject({ summary: { water: 250 }, water: [{ amount: 250 }] });
  });

  it('returns no exercises, on a last page', async () => {
    const answer = await read('/1/user/-/activities/list.json?beforeDate=2026-10-01&sort=desc&offset=0&limit=20');
    expect(answer.json).toEqual({
      activities: [],
      pagination: { beforeDate: '2026-10-01', limit: 20, next: '', offset: 0, previous: '', sort: 'desc' },
    });
  });

  it('returns when the tracker synced, in local time', async () => {
    const [device] = (await read('/1/user/-/devices.json')).json as unknown as Json[];
    expect(device).toMatchObject({ type: 'TRACKER', lastSyncTime: '2026-09-21T23:59:59.999', features: [] });
  });

  it("returns the user's profile", async () => {
    const { user } = (await read('/1/user/-/profile.json')).json as { user: Json };
    expect(user).toMatchObject({
      encodedId: 'LEG1',
      age: 41,
      memberSince: '2026-09-20',
      timezone: 'Europe/Berlin',
      offsetFromUTCMillis: 7_200_000,
      height: 170,
      weight: 72.4,
    });
    token = await fitbitAccess(harness, 'anna', 'profile');
    expect(((await read('/1/user/-/profile.json')).json as { user: Json }).user).not.toHaveProperty('weight');
  });

  describe('minutes of a day', () => {
    const minutesOf = async (path: string): Promise<{ time: string; value: number }[]> => {
      const { json } = await read(`/1/user/-/activities/${path}`);
      const [name] = Object.keys(json).filter((key) => key.endsWith('-intraday'));
      return (json[String(name)] as { dataset: { time: string; value: number }[] }).dataset;
    };
    const sum = (dataset: { value: number }[]): number => dataset.reduce((total, { value }) => total + value, 0);

    it('add up to the day, in steps of 1, 5 and 15 minutes', async () => {
      for (const [detail, count] of [
        ['1min', 1440],
        ['5min', 288],
        ['15min', 96],
      ]) {
        const dataset = await minutesOf(`steps/date/2026-09-20/1d/${detail}.json`);
        expect([dataset.length, sum(dataset)]).toEqual([count, 8000]);
      }
      expect(sum(await minutesOf('distance/date/2026-09-20/1d/1min.json'))).toBeCloseTo(6.5);
    });

    it('may cover a part of a day', async () => {
      const dataset = await minutesOf('steps/date/2026-09-20/1d/15min/time/12:00/12:59.json');
      expect(dataset.map(({ time }) => time)).toEqual(['12:00:00', '12:15:00', '12:30:00', '12:45:00']);
    });

    it('cover at most 24 hours', async () => {
      const night = 'steps/date/2026-09-20/2026-09-21/1min/time/20:00/08:00.json';
      expect(await minutesOf(night)).toHaveLength(12 * 60 + 1);
      const answer = await read('/1/user/-/activities/steps/date/2026-09-20/2026-09-21/1min.json');
      expect([answer.status, fitbitErrorOf(answer)]).toMatchObject([400, { errorType: 'request', fieldName: 'n/a' }]);
      expect(fitbitErrorOf(answer).message).toMatch(/^Time range should not be bigger than 24 hours\./);
    });

    it('contain no heart data', async () => {
      expect(await minutesOf('heart/date/2026-09-20/1d/1sec.json')).toEqual([]);
    });

    it('are refused to an application without approval', async () => {
      harness.sandbox.switches.intradayApproved = false;
      const answer = await read('/1/user/-/activities/steps/date/2026-09-20/1d/1min.json');
      expect([answer.status, fitbitErrorOf(answer).errorType]).toEqual([403, 'insufficient_permissions']);
    });
  });
});
