import { dayOf, moved, night, personWith, worldOf } from '../../../spec-support/hand-made';
import { errorInfoOf, Harness, type Json, messageOf, pointsOf, scope } from '../../../spec-support/harness';
import { itemAt } from '../../../spec-support/items';

const DAY = '2026-09-26';
const at = (text: string): number => Date.parse(text);

interface Bounds {
  readonly startTime: string;
  readonly endTime: string;
}

const anna = personWith([
  dayOf('2026-09-25', {
    movement: moved({ steps: 30, totalKcal: 2000.5 }),
    measurements: [
      {
        id: '2001',
        kind: 'weight',
        timeMs: at('2026-09-25T05:00:00Z'),
        utcOffsetSeconds: 7200,
        value: 80_000,
        source: 'scale',
      },
    ],
  }),
  dayOf(DAY, {
    movement: moved(
      {
        steps: 100,
        distanceMillimeters: 70_000,
        floors: 2,
        altitudeGainMillimeters: 6096,
        activeKcal: 12.5,
        lightMinutes: 3,
        moderateMinutes: 2,
        vigorousMinutes: 1,
        sedentaryMinutes: 45,
      },
      { steps: 40, distanceMillimeters: 9_000 },
    ),
    sleep: [night('1002', '2026-09-25T22:09:00Z')],
    measurements: [
      {
        id: '2002',
        kind: 'weight',
        timeMs: at('2026-09-26T05:15:10Z'),
        utcOffsetSeconds: 7200,
        value: 80_200.5,
        source: 'health-connect',
      },
      {
        id: '3002',
        kind: 'body-fat',
        timeMs: at('2026-09-26T10:00:00Z'),
        utcOffsetSeconds: 7200,
        value: 25.8,
        source: 'manual',
      },
      {
        id: '4002',
        kind: 'height',
        timeMs: at('2026-09-26T05:00:00Z'),
        utcOffsetSeconds: 7200,
        value: 1780,
        source: 'manual',
      },
    ],
    intake: [
      {
        id: '5002',
        kind: 'food',
        startMs: at('2026-09-26T10:00:00Z'),
        endMs: at('2026-09-26T10:20:00Z'),
        utcOffsetSeconds: 7200,
        value: 500,
      },
      {
        id: '6002',
        kind: 'water',
        startMs: at('2026-09-26T12:30:00Z'),
        endMs: at('2026-09-26T12:30:30Z'),
        utcOffsetSeconds: 7200,
        value: 250,
      },
    ],
  }),
]);

describe('dataPoints.list', () => {
  let harness: Harness;
  let token: string;
  beforeAll(async () => {
    harness = await Harness.start({ world: worldOf(anna, personWith([], 'empty', '99')), quota: false });
    token = await harness.token('anna');
  });
  beforeEach(() => Object.assign(harness.sandbox.switches, { sleepProcessingMs: 0 }));
  afterAll(() => harness.close());

  const list = async (type: string, query = '', rest = ''): Promise<Json[]> => {
    const answer = await harness.get(pointsOf(type, `${rest}${query}`), token);
    expect([answer.status, answer.text.slice(0, answer.status === 200 ? 0 : 500)]).toEqual([200, '']);
    return (answer.json.dataPoints ?? []) as Json[];
  };
  const sum = (points: Json[], key: string, field: string): number =>
    points.reduce((total, point) => total + Number((point[key] as Json)[field]), 0);

  it('answers {} without data', async () => {
    expect((await harness.get(pointsOf('steps'), await harness.token('empty'))).text).toBe('{}');
    expect((await harness.get(pointsOf('heart-rate'), token)).text).toBe('{}');
  });

  it('shows steps as minutes with a source, int64 as text, and each time in four forms', async () => {
    const point = itemAt((await list('steps')).filter(({ steps }) => (steps as Json).count !== '0'));
    expect(point).toEqual({
      dataSource: {
        recordingMethod: 'PASSIVELY_MEASURED',
        device: { displayName: 'Pixel Watch 4' },
        platform: 'FITBIT',
      },
      steps: {
        interval: {
          startTime: expect.stringMatching(/^2026-09-26T\d\d:\d\d:00Z$/) as string,
          startUtcOffset: '7200s',
          endTime: expect.stringMatching(/^2026-09-26T\d\d:\d\d:00Z$/) as string,
          endUtcOffset: '7200s',
          civilStartTime: { date: { year: 2026, month: 9, day: 26 }, time: expect.any(Object) as Json },
          civilEndTime: { date: { year: 2026, month: 9, day: 26 }, time: expect.any(Object) as Json },
        },
        count: expect.stringMatching(/^\d+$/) as string,
      },
    });
    const { startTime, endTime } = (point.steps as { interval: Bounds }).interval;
    expect(at(endTime) - at(startTime)).toBe(60_000);
  });

  it('lists each source separately, so a sum counts twice what both recorded', async () => {
    const points = await list('steps', `?filter=${encodeURIComponent(`steps.interval.civil_start_time >= "${DAY}"`)}`);
    const names = new Set(points.map(({ dataSource }) => (dataSource as { device: Json }).device.displayName));
    expect(names).toEqual(new Set(['Pixel Watch 4', 'Pixel 10']));
    const ofWatch = points.filter(({ dataSource }) => JSON.stringify(dataSource).includes('Watch'));
    expect(sum(ofWatch, 'steps', 'count')).toBe(100);
  });

  it('lists the newest first', async () => {
    const starts = (await list('steps')).map(({ steps }) => (steps as { interval: Json }).interval.startTime as string);
    expect(starts).toEqual([...starts].sort().reverse());
    expect(starts.length).toBeGreaterThan(2);
  });

  it.each([
    ['distance', 'distance', 'millimeters', 70_000],
    ['altitude', 'altitude', 'gainMillimeters', 6096],
    ['active-energy-burned', 'activeEnergyBurned', 'kcal', 12.5],
  ])('splits %s into minutes whose wearable part sums to the day', async (type, key, field, total) => {
    const points = await list(type, '?dataSourceFamily=users/me/dataSourceFamilies/google-wearables');
    expect(sum(points, key, field)).toBeCloseTo(total, 6);
    expect(typeof (itemAt(points)[key] as Json)[field]).toBe(type === 'active-energy-burned' ? 'number' : 'string');
  });

  it('shows activity as levels of minutes', async () => {
    const minutes = await list('active-minutes');
    const levels = minutes.map(
      ({ activeMinutes }) => (activeMinutes as { activeMinutesByActivityLevel: Json[] }).activeMinutesByActivityLevel,
    );
    const count = (level: string): number => levels.filter((told) => itemAt(told).activityLevel === level).length;
    expect([count('LIGHT'), count('MODERATE'), count('VIGOROUS')]).toEqual([3, 2, 1]);
    expect(levels[0]).toEqual([{ activityLevel: expect.any(String) as string, activeMinutes: '1' }]);
    const types = (await list('activity-level')).map(({ activityLevel }) => (activityLevel as Json).activityLevelType);
    expect(new Set(types)).toEqual(new Set(['SEDENTARY', 'LIGHTLY_ACTIVE', 'MODERATELY_ACTIVE', 'VERY_ACTIVE']));
    expect(types.filter((type) => type === 'SEDENTARY')).toHaveLength(45);
  });

  it('shows sedentary periods as intervals without a value', async () => {
    const periods = (await list('sedentary-period')).map(
      ({ sedentaryPeriod }) => sedentaryPeriod as { interval: Bounds },
    );
    const seconds = periods.reduce(
      (total, { interval }) => total + (at(interval.endTime) - at(interval.startTime)) / 1000,
      0,
    );
    expect(seconds).toBe(45 * 60);
    expect(Object.keys(itemAt(periods))).toEqual(['interval']);
  });

  it('shows weights as named samples with their source; a double is a number', async () => {
    const [newest, older] = (await list('weight')) as [Json, Json];
    expect(newest).toEqual({
      name: 'users/8512524441117254421/dataTypes/weight/dataPoints/2002',
      dataSource: {
        recordingMethod: 'UNKNOWN',
        device: {},
        application: { packageName: 'com.example.scales' },
        platform: 'HEALTH_CONNECT',
      },
      weight: {
        sampleTime: {
          physicalTime: '2026-09-26T05:15:10Z',
          utcOffset: '7200s',
          civilTime: { date: { year: 2026, month: 9, day: 26 }, time: { hours: 7, minutes: 15, seconds: 10 } },
        },
        weightGrams: 80_200.5,
      },
    });
    expect(older.name).toMatch(/2001$/);
    expect((older.dataSource as { device: Json }).device.formFactor).toBe('SCALE');
  });

  it('sends doubles, but never int64, as the text NaN when nanDoubles is on', async () => {
    harness.sandbox.switches.nanDoubles = true;
    expect((itemAt(await list('weight')).weight as Json).weightGrams).toBe('NaN');
    expect((itemAt(await list('height')).height as Json).heightMillimeters).toBe('1780');
    harness.sandbox.switches.nanDoubles = false;
  });

  it('omits zero parts of a time of day', async () => {
    const { bodyFat } = itemAt(await list('body-fat'));
    expect(bodyFat).toMatchObject({ percentage: 25.8, sampleTime: { civilTime: { time: { hours: 12 } } } });
    expect(JSON.stringify(bodyFat)).not.toContain('minutes');
  });

  it('shows the height in whole millimetres, as text', async () => {
    expect((itemAt(await list('height')).height as Json).heightMillimeters).toBe('1780');
  });

  it('shows food and water with civil times', async () => {
    const [food] = await list('nutrition-log');
    expect(food).toMatchObject({
      name: expect.stringMatching(/nutrition-log\/dataPoints\/5002$/) as string,
      nutritionLog: {
        energy: { kcal: 500 },
        mealType: 'LUNCH',
        interval: { civilEndTime: { time: { hours: 12, minutes: 20 } } },
      },
    });
    const water = itemAt(await list('hydration-log'));
    expect((water.hydrationLog as Json).amountConsumed).toEqual({ milliliters: 250, userProvidedUnit: 'MILLILITER' });
  });

  describe('sleep', () => {
    it('is a session with stages and a summary, and carries no civil times', async () => {
      const [point] = await list('sleep');
      expect(point).toMatchObject({
        name: 'users/8512524441117254421/dataTypes/sleep/dataPoints/1002',
        dataSource: { recordingMethod: 'DERIVED', device: { displayName: 'Pixel Watch 4' }, platform: 'FITBIT' },
      });
      const { sleep } = point as { sleep: Json };
      expect(sleep).toMatchObject({
        interval: {
          startTime: '2026-09-25T22:09:00Z',
          startUtcOffset: '7200s',
          endTime: '2026-09-26T04:49:00Z',
          endUtcOffset: '7200s',
        },
        type: 'STAGES',
        metadata: { stagesStatus: 'SUCCEEDED', processed: true, mainSleep: true },
        summary: {
          minutesInSleepPeriod: '400',
          minutesAfterWakeUp: '0',
          minutesToFallAsleep: '10',
          minutesAsleep: '390',
          minutesAwake: '0',
        },
      });
      expect((sleep.summary as Json).stagesSummary).toEqual([
        { type: 'AWAKE', minutes: '10', count: '1' },
        { type: 'LIGHT', minutes: '190', count: '1' },
        { type: 'DEEP', minutes: '100', count: '1' },
        { type: 'REM', minutes: '100', count: '1' },
      ]);
      expect((sleep.stages as Json[])[0]).toMatchObject({
        type: 'AWAKE',
        startTime: '2026-09-25T22:09:00Z',
        endTime: '2026-09-25T22:19:00Z',
      });
      expect(JSON.stringify(sleep)).not.toContain('civil');
      expect(sleep.metadata).not.toHaveProperty('nap');
    });

    it('is unprocessed at first, for sleepProcessingMs', async () => {
      harness.sandbox.switches.sleepProcessingMs = harness.clock.now().getTime() - at('2026-09-26T04:49:00Z') + 1;
      const [{ sleep }] = (await list('sleep')) as [{ sleep: Json }];
      expect(sleep.metadata).toEqual({ mainSleep: true });
      expect(sleep).not.toHaveProperty('stages');
      expect(sleep.summary).not.toHaveProperty('stagesSummary');
      harness.sandbox.switches.sleepProcessingMs -= 1;
      expect(itemAt(await list('sleep')).sleep).toHaveProperty('stages');
    });

    it('accepts no source family, not even the default', async () => {
      const answer = await harness.get(
        pointsOf('sleep', '?dataSourceFamily=users/me/dataSourceFamilies/all-sources'),
        token,
      );
      expect([answer.status, messageOf(answer)]).toEqual([400, 'Request contains an invalid argument.']);
    });
  });

  describe('get', () => {
    it('finds a point by its name, also under the numeric id', async () => {
      const [listed] = await list('weight');
      expect((await harness.get(pointsOf('weight', '/2002'), token)).json).toEqual(listed);
      expect((await harness.get(pointsOf('weight', '/2002', anna.healthUserId), token)).json).toEqual(listed);
      expect((await harness.get(pointsOf('weight', '/2002', '99'), token)).status).toBe(403);
    });

    it.each(['weight/dataPoints/9999', 'sleep/dataPoints/2002', 'body-fat/dataPoints/abcd-1'])(
      'answers 404 to %s',
      async (path) => {
        const answer = await harness.get(`/v4/users/me/dataTypes/${path}`, token);
        expect([answer.status, errorInfoOf(answer).reason]).toEqual([404, 'RESOURCE_NOT_FOUND']);
        expect(messageOf(answer)).toMatch(/^The requested resource was not found\./);
      },
    );

    it.each(['ABC', 'a', 'x'.repeat(64)])('refuses the id %s', async (id) => {
      expect(errorInfoOf(await harness.get(pointsOf('weight', `/${id}`), token)).reason).toBe(
        'INVALID_DATA_POINT_NAME',
      );
    });
  });

  it('hides only the types whose scope the token lacks', async () => {
    const sleepOnly = await harness.token('anna', scope('sleep.readonly'));
    expect((await harness.get(pointsOf('sleep'), sleepOnly)).status).toBe(200);
    expect((await harness.get(pointsOf('weight'), sleepOnly)).status).toBe(403);
  });

  it('lists basal energy when readableBasalEnergyBurned is on', async () => {
    harness.sandbox.switches.readableBasalEnergyBurned = true;
    expect((await harness.get(pointsOf('basal-energy-burned'), token)).status).toBe(200);
    harness.sandbox.switches.readableBasalEnergyBurned = false;
    expect((await harness.get(pointsOf('basal-energy-burned'), token)).status).toBe(400);
  });
});
