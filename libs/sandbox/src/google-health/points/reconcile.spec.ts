import { dayOf, moved, night, personWith, worldOf } from '../../../spec-support/hand-made';
import { errorInfoOf, Harness, type Json, messageOf, pointsOf } from '../../../spec-support/harness';
import type { Measurement } from '../../people/person';
import { itemAt } from '../../../spec-support/items';

const SOURCES: readonly Measurement['source'][] = ['scale', 'manual', 'health-connect'];

const anna = personWith([
  dayOf('2026-09-26', {
    movement: { ...moved({ steps: 2506, floors: 3 }, { steps: 54 }), phone: true },
    sleep: [night('1002', '2026-09-25T22:09:00Z')],
    measurements: SOURCES.map((source, index) => ({
      id: `200${index}`,
      kind: 'weight',
      timeMs: Date.parse(`2026-09-26T0${index + 5}:00:00Z`),
      utcOffsetSeconds: 7200,
      value: 80_000,
      source,
    })),
    intake: [
      {
        id: '6002',
        kind: 'water',
        startMs: Date.parse('2026-09-26T12:30:00Z'),
        endMs: Date.parse('2026-09-26T12:31:00Z'),
        utcOffsetSeconds: 7200,
        value: 250,
      },
    ],
  }),
]);

describe('dataPoints.reconcile', () => {
  let harness: Harness;
  let token: string;
  beforeAll(async () => {
    harness = await Harness.start({ world: worldOf(anna), quota: false });
    token = await harness.token('anna');
  });
  afterEach(() =>
    Object.assign(harness.sandbox.switches, { duplicatedStagesSummary: true, wearablesFamilyHidesSleep: false }),
  );
  afterAll(() => harness.close());

  const reconcile = async (type: string, family?: string): Promise<Json[]> => {
    const query = family ? `?dataSourceFamily=users/me/dataSourceFamilies/${family}` : '';
    const { json } = await harness.get(pointsOf(type, `:reconcile${query}`), token);
    return (json.dataPoints ?? []) as Json[];
  };
  const steps = (points: Json[]): number =>
    points.reduce((sum, { steps: one }) => sum + Number((one as Json).count), 0);

  it('merges the sources into one stream that sums to the day, without naming a source', async () => {
    const points = await reconcile('steps');
    expect(steps(points)).toBe(2560);
    expect(points.every((point) => Object.keys(point).join() === 'steps')).toBe(true);
    const starts = points.map(({ steps: one }) => (one as { interval: Json }).interval.startTime);
    expect(new Set(starts).size).toBe(starts.length);
    const listed = (await harness.get(pointsOf('steps'), token)).json.dataPoints as Json[];
    expect(steps(listed)).toBeGreaterThan(2560);
  });

  it('reads floors, which cannot be listed', async () => {
    const points = await reconcile('floors');
    expect(points.reduce((sum, { floors }) => sum + Number((floors as Json).count), 0)).toBe(3);
  });

  it('names identifiable points by dataPointName', async () => {
    const point = itemAt(await reconcile('weight'));
    expect(Object.keys(point)).toEqual(['dataPointName', 'weight']);
    expect(point.dataPointName).toBe('users/8512524441117254421/dataTypes/weight/dataPoints/2002');
  });

  it.each([
    [undefined, 2560, 3, 1, 1],
    ['all-sources', 2560, 3, 1, 1],
    ['google-sources', 2560, 3, 1, 1],
    ['google-wearables', 2506, 0, 0, 1],
    ['self-sources', 0, 0, 0, 0],
  ])('family %s: %d steps, %d weights, %d logs, %d nights', async (family, stepCount, weights, logs, nights) => {
    expect(steps(await reconcile('steps', family))).toBe(stepCount);
    expect(await reconcile('weight', family)).toHaveLength(weights);
    expect(await reconcile('hydration-log', family)).toHaveLength(logs);
    expect(await reconcile('sleep', family)).toHaveLength(nights);
  });

  it.each(['google-wearables', 'users/me/dataSourceFamilies/health-connect', 'users/-/dataSourceFamilies/all-sources'])(
    'refuses the family %s',
    async (family) => {
      const answer = await harness.get(pointsOf('steps', `:reconcile?dataSourceFamily=${family}`), token);
      expect([answer.status, messageOf(answer)]).toEqual([400, 'Data family is missing or is not supported']);
      expect(errorInfoOf(answer).reason).toBe('INVALID_DATA_POINT_DATA_SOURCE_FAMILY');
    },
  );

  it('repeats the stages of the summary, as measured; list does not, nor with the switch off', async () => {
    const countOf = (points: Json[]): number =>
      ((itemAt(points).sleep as { summary: Json }).summary.stagesSummary as Json[]).length;
    expect(countOf(await reconcile('sleep'))).toBe(8);
    expect(countOf((await harness.get(pointsOf('sleep'), token)).json.dataPoints as Json[])).toBe(4);
    harness.sandbox.switches.duplicatedStagesSummary = false;
    expect(countOf(await reconcile('sleep'))).toBe(4);
  });

  it('hides sleep from the wearables when wearablesFamilyHidesSleep is on', async () => {
    harness.sandbox.switches.wearablesFamilyHidesSleep = true;
    expect(await reconcile('sleep', 'google-wearables')).toHaveLength(0);
    expect(await reconcile('sleep')).toHaveLength(1);
  });
});
