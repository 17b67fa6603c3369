import { dayOf, moved, personWith, worldOf } from '../../../spec-support/hand-made';
import { type Answer, errorInfoOf, Harness, type Json, messageOf, pointsOf } from '../../../spec-support/harness';
import { itemAt } from '../../../spec-support/items';

const at = (text: string): number => Date.parse(text);

/** Berlin's days begin at 22:00 UTC, but the last Sunday of October begins at 22:00 and ends at 23:00: 25 hours. */
const anna = personWith([
  dayOf('2026-09-26', {
    movement: moved({ steps: 2400, totalKcal: 2400, sedentaryMinutes: 600, lightMinutes: 60 }, { steps: 30 }),
    measurements: [
      {
        id: '21',
        kind: 'weight',
        timeMs: at('2026-09-26T05:00:00Z'),
        utcOffsetSeconds: 7200,
        value: 80_000,
        source: 'scale',
      },
      {
        id: '22',
        kind: 'weight',
        timeMs: at('2026-09-26T05:30:00Z'),
        utcOffsetSeconds: 7200,
        value: 81_000,
        source: 'scale',
      },
    ],
  }),
  dayOf('2026-10-25', { movement: moved({ steps: 2500 }) }),
]);

describe('dataPoints:rollUp', () => {
  let harness: Harness;
  let token: string;
  beforeAll(async () => {
    harness = await Harness.start({ world: worldOf(anna), quota: false });
    token = await harness.token('anna');
  });
  afterEach(() => Object.assign(harness.sandbox.switches, { rollUpDefaultPageSize: 1440 }));
  afterAll(() => harness.close());

  const ask = (
    type: string,
    startTime: string,
    endTime: string,
    windowSize: string,
    more: Json = {},
  ): Promise<Answer> =>
    harness.post(pointsOf(type, ':rollUp'), token, { range: { startTime, endTime }, windowSize, ...more });
  const rollups = async (...question: Parameters<typeof ask>): Promise<Json[]> => {
    const answer = await ask(...question);
    expect([answer.status, answer.status === 200 ? '' : answer.text]).toEqual([200, '']);
    return (answer.json.rollupDataPoints ?? []) as Json[];
  };
  const steps = (points: Json[]): number =>
    points.reduce((sum, point) => sum + Number((point.steps as Json).countSum), 0);

  it('sums the reconciled minutes in windows, newest first, without empty ones', async () => {
    const points = await rollups('steps', '2026-09-25T22:00:00Z', '2026-09-26T22:00:00Z', '3600s', { pageSize: 24 });
    expect(steps(points)).toBe(2430);
    expect(points.length).toBeLessThan(24);
    const starts = points.map(({ startTime }) => String(startTime));
    expect(starts).toEqual([...starts].sort().reverse());
    expect(points[0]).toEqual({
      startTime: expect.stringMatching(/^2026-09-26T\d\d:00:00Z$/) as string,
      endTime: expect.stringMatching(/^2026-09-26T\d\d:00:00Z$/) as string,
      steps: { countSum: expect.stringMatching(/^\d+$/) as string },
    });
  });

  it('ends the last window at the end of the range, and accepts offsets', async () => {
    const points = await rollups('weight', '2026-09-26T07:00:00+02:00', '2026-09-26T05:30:01Z', '1500s', {
      pageSize: 2,
    });
    expect(points).toEqual([
      { startTime: '2026-09-26T05:25:00Z', endTime: '2026-09-26T05:30:01Z', weight: { weightGramsAvg: 81_000 } },
      { startTime: '2026-09-26T05:00:00Z', endTime: '2026-09-26T05:25:00Z', weight: { weightGramsAvg: 80_000 } },
    ]);
  });

  it('excludes the end of the range', async () => {
    expect(await rollups('weight', '2026-09-26T05:00:01Z', '2026-09-26T05:30:00Z', '3600s', { pageSize: 1 })).toEqual(
      [],
    );
  });

  it('sums sedentary time and energy over parts of a day', async () => {
    const halves = ['2026-09-25T22:00:00Z', '2026-09-26T22:00:00Z', '43200s', { pageSize: 2 }] as const;
    const seconds = (await rollups('sedentary-period', ...halves)).map(({ sedentaryPeriod }) =>
      Number.parseInt(String((sedentaryPeriod as Json).durationSum)),
    );
    expect(seconds.reduce((sum, one) => sum + one, 0)).toBe(36_000);
    const energy = (await rollups('total-calories', ...halves)).map(({ totalCalories }) =>
      Number((totalCalories as Json).kcalSum),
    );
    expect(energy).toHaveLength(2);
    expect(itemAt(energy, 0) + itemAt(energy, 1)).toBeCloseTo(2400, 5);
    const levels = await rollups('active-minutes', ...halves);
    const minutes = levels.flatMap(
      ({ activeMinutes }) =>
        (activeMinutes as { activeMinutesRollupByActivityLevel: Json[] }).activeMinutesRollupByActivityLevel,
    );
    expect(minutes.reduce((sum, { activeMinutesSum }) => sum + Number(activeMinutesSum), 0)).toBe(60);
  });

  it('handles a civil day of 25 hours', async () => {
    const whole = await rollups('steps', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z', '90000s', { pageSize: 1 });
    expect(steps(whole)).toBe(2500);
    const short = await rollups('steps', '2026-10-24T22:00:00Z', '2026-10-25T22:00:00Z', '86400s', { pageSize: 1 });
    expect(steps(short)).toBeLessThan(2500);
  });

  it("returns only the wearable's data in its family", async () => {
    const dataSourceFamily = 'users/me/dataSourceFamilies/google-wearables';
    const day = ['2026-09-25T22:00:00Z', '2026-09-26T22:00:00Z', '86400s'] as const;
    expect(steps(await rollups('steps', ...day, { pageSize: 1, dataSourceFamily }))).toBe(2400);
    expect(await rollups('weight', ...day, { pageSize: 1, dataSourceFamily })).toEqual([]);
  });

  describe('the page size limits the query', () => {
    it.each([
      ['heart-rate', '3600s', 14 * 24, 200],
      ['heart-rate', '3600s', 14 * 24 + 1, 400],
      ['steps', '3600s', 90 * 24, 200],
      ['steps', '3600s', 90 * 24 + 1, 400],
      ['steps', '3600s', 1, 200],
    ])('%s, windows of %s, page size %d: %d', async (type, windowSize, pageSize, status) => {
      const answer = await ask(type, '2026-09-26T00:00:00Z', '2026-09-26T04:00:00Z', windowSize, { pageSize });
      expect(answer.status).toBe(status);
      if (status === 400) {
        expect(errorInfoOf(answer)).toMatchObject({
          reason: 'INVALID_ROLLUP_QUERY_DURATION',
          metadata: { maxDurationDays: type === 'steps' ? '90' : '14' },
        });
      }
    });

    it('has no pages: a small page size still returns every window', async () => {
      const points = await rollups('steps', '2026-09-25T22:00:00Z', '2026-09-26T22:00:00Z', '3600s', { pageSize: 2 });
      expect(points.length).toBeGreaterThan(2);
    });

    it.each([
      ['heart-rate', '840s', 200],
      ['heart-rate', '900s', 400],
      ['steps', '3600s', 200],
      ['steps', '5401s', 400],
    ])('is 1440 by default: %s, windows of %s: %d', async (type, windowSize, status) => {
      const answer = await ask(type, '2026-09-26T00:00:00Z', '2026-09-26T04:00:00Z', windowSize);
      expect(answer.status).toBe(status);
    });

    it('is the number of windows by default when rollUpDefaultPageSize is range', async () => {
      harness.sandbox.switches.rollUpDefaultPageSize = 'range';
      expect((await ask('heart-rate', '2026-09-26T00:00:00Z', '2026-09-27T00:00:00Z', '3600s')).status).toBe(200);
    });
  });

  it('refuses a range beyond the cap', async () => {
    const answer = await ask('total-calories', '2026-09-01T00:00:00Z', '2026-09-15T00:00:00.000000001Z', '86400s', {
      pageSize: 14,
    });
    expect(errorInfoOf(answer).metadata.maxDurationDays).toBe('14');
    const fits = await ask('total-calories', '2026-09-01T00:00:00Z', '2026-09-15T00:00:00Z', '86400s', {
      pageSize: 14,
    });
    expect(fits.status).toBe(200);
  });

  it.each([
    ['no range', { windowSize: '60s' }, 'INVALID_TIME_RANGE'],
    ['no end', { range: { startTime: '2026-09-26T00:00:00Z' }, windowSize: '60s' }, 'INVALID_TIME_RANGE'],
    [
      'an empty range',
      { range: { startTime: '2026-09-26T00:00:00Z', endTime: '2026-09-26T00:00:00Z' }, windowSize: '60s' },
      'INVALID_TIME_RANGE',
    ],
    [
      'no window',
      { range: { startTime: '2026-09-26T00:00:00Z', endTime: '2026-09-27T00:00:00Z' } },
      'INVALID_ROLLUP_WINDOW',
    ],
    [
      'half a second',
      { range: { startTime: '2026-09-26T00:00:00Z', endTime: '2026-09-27T00:00:00Z' }, windowSize: '0.5s' },
      'INVALID_ROLLUP_WINDOW',
    ],
    [
      'a negative window',
      { range: { startTime: '2026-09-26T00:00:00Z', endTime: '2026-09-27T00:00:00Z' }, windowSize: '-60s' },
      'INVALID_ROLLUP_WINDOW',
    ],
    [
      'a page token',
      {
        range: { startTime: '2026-09-26T00:00:00Z', endTime: '2026-09-27T00:00:00Z' },
        windowSize: '60s',
        pageToken: 'x',
      },
      'INVALID_PAGE_TOKEN',
    ],
  ])('refuses %s', async (_, body, reason) => {
    const answer = await harness.post(pointsOf('steps', ':rollUp'), token, body);
    expect([answer.status, errorInfoOf(answer).reason]).toEqual([400, reason]);
  });

  it.each([
    [
      'a timestamp without an offset',
      { range: { startTime: '2026-09-26T00:00:00' } },
      "Invalid value at 'range.start_time' (type.googleapis.com/google.protobuf.Timestamp)",
    ],
    [
      'a window in minutes',
      { windowSize: '60m' },
      "Invalid value at 'window_size' (type.googleapis.com/google.protobuf.Duration)",
    ],
    [
      'a window given as a number',
      { windowSize: 60 },
      "Invalid value at 'window_size' (type.googleapis.com/google.protobuf.Duration)",
    ],
    ['civil dates', { range: { start: {} } }, `Unknown name "start" at 'range': Cannot find field.`],
  ])('cannot read %s', async (_, body, text) => {
    const answer = await harness.post(pointsOf('steps', ':rollUp'), token, body);
    expect(answer.status).toBe(400);
    expect(messageOf(answer)).toContain(text);
  });
});
