import type { ResourceName } from '../../../model/resource';
import { ENDPOINTS } from '../endpoints';
import { AnswerNode } from '../../http/answer-node';

const window = { from: '2026-09-01', to: '2026-09-30' };
const date = (day: number, month = 9) => ({ date: { year: 2026, month, day }, time: {} });
const point = (day: number, payload: object) => ({
  civilStartTime: date(day),
  civilEndTime: day === 30 ? date(1, 10) : date(day + 1),
  ...payload,
});

/** The values that the endpoint of the first resource makes of these points, for these resources. */
function interpret(points: readonly unknown[], ...resources: [ResourceName, ...ResourceName[]]) {
  const read = ENDPOINTS.endpointFor(resources[0]);
  if (!read) throw new Error('no such read');
  const nodes = new AnswerNode({ rollupDataPoints: points }).items('rollupDataPoints');
  return read.interpret(nodes, { endpoint: read.key, resources, window });
}

describe('daily roll-ups', () => {
  it.each([
    ['activities/steps', { steps: { countSum: '9525' } }, '9525'],
    ['activities/steps', { steps: { countSum: '0' } }, '0'],
    ['activities/tracker/steps', { steps: { countSum: '9525' } }, '9525'],
    ['activities/distance', { distance: { millimetersSum: '7241300' } }, '7.2413'],
    ['activities/distance', { distance: { millimetersSum: '1' } }, '0.000001'],
    ['activities/floors', { floors: { countSum: '12' } }, '12'],
    ['activities/elevation', { altitude: { gainMillimetersSum: '36576' } }, '36.576'],
    ['activities/calories', { totalCalories: { kcalSum: 3028.784634 } }, '3028.785'],
    ['activities/activityCalories', { activeEnergyBurned: { kcalSum: 842.1 } }, '842.1'],
    ['activities/minutesSedentary', { sedentaryPeriod: { durationSum: '41490s' } }, '691.5'],
    ['foods/log/water', { hydrationLog: { amountConsumed: { millilitersSum: 1500 } } }, '1500'],
    ['foods/log/caloriesIn', { nutritionLog: { energy: { kcalSum: 1930 }, totalFat: { gramsSum: 70 } } }, '1930'],
  ] as const)('gives %s of %j', (resource, payload, value) => {
    expect(interpret([point(25, payload)], resource)).toEqual([{ resource, date: '2026-09-25', value }]);
  });

  it('serve three resources by one answer; a missing level is 0', () => {
    const levels = [
      { activityLevel: 'LIGHT', activeMinutesSum: '200' },
      { activityLevel: 'VIGOROUS', activeMinutesSum: '10' },
      { activityLevel: 'SOMETHING_NEW', activeMinutesSum: '5' },
    ];
    const points = [point(25, { activeMinutes: { activeMinutesRollupByActivityLevel: levels } })];
    expect(
      interpret(
        points,
        'activities/minutesLightlyActive',
        'activities/minutesFairlyActive',
        'activities/minutesVeryActive',
      ).map(({ value }) => value),
    ).toEqual(['200', '0', '10']);
  });

  it('return only what the request names', () => {
    const levels = [{ activityLevel: 'LIGHT', activeMinutesSum: '200' }];
    const points = [point(25, { activeMinutes: { activeMinutesRollupByActivityLevel: levels } })];
    expect(interpret(points, 'activities/minutesLightlyActive')).toHaveLength(1);
  });

  it('have no calories for a day whose food was logged without energy', () => {
    const points = [point(25, { nutritionLog: { totalFat: { gramsSum: 70 } } })];
    expect(interpret(points, 'foods/log/caloriesIn')).toEqual([]);
  });

  it('treat no points as no data and ignore unknown fields', () => {
    expect(interpret([], 'activities/steps')).toEqual([]);
    const points = [point(30, { steps: { countSum: '1', mood: 'good' }, dataSource: {} })];
    expect(interpret(points, 'activities/steps')).toHaveLength(1);
  });

  it.each<[string, object, RegExp]>([
    ['a sum that is missing', point(25, { steps: {} }), /\[0\]\.steps\.countSum: is missing/],
    ['a sum that is not a number', point(25, { steps: { countSum: 'NaN' } }), /countSum: is not a whole number/],
    ['a negative sum', point(25, { steps: { countSum: '-4' } }), /countSum: is not a whole number/],
    ['the key of another type', point(25, { distance: { millimetersSum: '1' } }), /\.steps: is missing/],
    ['no key at all', point(25, {}), /\.steps: is missing/],
    ['a day before the window', { ...point(25, {}), civilStartTime: date(31, 8) }, /is outside the window/],
    ['a day after the window', { ...point(25, {}), civilStartTime: date(1, 10) }, /is outside the window/],
    ['an invalid day', { ...point(25, {}), civilStartTime: date(31) }, /not a day of the calendar/],
    ['no day', { steps: { countSum: '1' } }, /civilStartTime: is missing/],
    ['a total of several days', { ...point(20, { steps: { countSum: '9' } }), civilEndTime: date(27) }, /not one day/],
    ['something that is no point', 'steps' as unknown as object, /is not an object/],
  ])('refuses %s', (_, bad, reason) => {
    const good = point(24, { steps: { countSum: '1' } });
    expect(() => interpret([bad, good], 'activities/steps')).toThrow(reason);
  });

  it('refuse two totals for one day', () => {
    const points = [point(25, { steps: { countSum: '1' } }), point(25, { steps: { countSum: '2' } })];
    expect(() => interpret(points, 'activities/steps')).toThrow(/\[1\]: is a second point for its day/);
  });

  it.each([
    ['activities/calories', { totalCalories: { kcalSum: 'NaN' } }],
    ['activities/calories', { totalCalories: {} }],
    ['activities/minutesSedentary', { sedentaryPeriod: {} }],
    ['activities/minutesSedentary', { sedentaryPeriod: { durationSum: '-60s' } }],
    ['foods/log/water', { hydrationLog: {} }],
    ['foods/log/caloriesIn', { nutritionLog: { energy: {} } }],
    ['activities/minutesVeryActive', { activeMinutes: { activeMinutesRollupByActivityLevel: [{}] } }],
    [
      'activities/minutesVeryActive',
      { activeMinutes: { activeMinutesRollupByActivityLevel: [{ activityLevel: 'VIGOROUS' }] } },
    ],
    [
      'activities/minutesVeryActive',
      {
        activeMinutes: {
          activeMinutesRollupByActivityLevel: [
            { activityLevel: 'VIGOROUS', activeMinutesSum: '1' },
            { activityLevel: 'VIGOROUS', activeMinutesSum: '1' },
          ],
        },
      },
    ],
  ] as const)('never makes a value of %s out of %j', (resource, payload) => {
    expect(() => interpret([point(25, payload)], resource)).toThrow(/cannot be read/);
  });
});
