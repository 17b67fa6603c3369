import { AnswerNode } from '../../http/answer-node';
import { SUMMARY } from '../endpoints';

const window = { from: '2014-09-25', to: '2014-09-25' };
const distances = [
  { activity: 'total', distance: 12.32 },
  { activity: 'tracker', distance: 12.31 },
  { activity: 'loggedActivities', distance: 0 },
  { activity: 'veryActive', distance: 9.69 },
];
const summary = {
  activeScore: -1,
  activityCalories: 1457,
  caloriesBMR: 1623,
  caloriesOut: 2828,
  distances,
  elevation: 79.25,
  fairlyActiveMinutes: 63,
  floors: 26,
  lightlyActiveMinutes: 59,
  marginalCalories: 1067,
  sedentaryMinutes: 815,
  steps: 15207,
  veryActiveMinutes: 101,
};

function interpret(answer: unknown) {
  const request = { endpoint: SUMMARY.key, resources: SUMMARY.resources, window };
  const points = SUMMARY.interpret(new AnswerNode(answer), request);
  expect(new Set(points.map(({ date }) => date)).size).toBeLessThanOrEqual(1);
  return Object.fromEntries(points.map(({ resource, value }) => [resource.slice('activities/'.length), value]));
}

describe('the summary of a day', () => {
  it("serves every plain series of activities, and the tracker's distance", () => {
    expect(interpret({ activities: [], summary })).toEqual({
      activityCalories: '1457',
      calories: '2828',
      caloriesBMR: '1623',
      distance: '12.32',
      elevation: '79.25',
      floors: '26',
      minutesFairlyActive: '63',
      minutesLightlyActive: '59',
      minutesSedentary: '815',
      minutesVeryActive: '101',
      steps: '15207',
      'tracker/distance': '12.31',
    });
  });

  it('has neither floors nor elevation without an altimeter', () => {
    const { floors: _floors, elevation: _elevation, ...rest } = summary;
    const values = interpret({ summary: rest });
    expect(values).not.toHaveProperty('floors');
    expect(values).not.toHaveProperty('elevation');
    expect(values.steps).toBe('15207');
  });

  it('returns 0 where the series has "0"', () => {
    expect(interpret({ summary: { ...summary, steps: 0, floors: 0 } })).toMatchObject({ steps: '0', floors: '0' });
  });

  it.each([
    ['no summary', {}],
    ['no steps', { summary: { ...summary, steps: undefined } }],
    ['steps that are none', { summary: { ...summary, steps: -1 } }],
    ['no distances', { summary: { ...summary, distances: undefined } }],
    ['no total distance', { summary: { ...summary, distances: distances.slice(1) } }],
    ['no distance of the tracker', { summary: { ...summary, distances: distances.slice(0, 1) } }],
    ['a total twice', { summary: { ...summary, distances: [...distances, distances[0]] } }],
    ['a list', []],
  ])('is refused with %s', (_, answer) => {
    expect(() => interpret(answer)).toThrow(expect.objectContaining({ code: 'FITBIT_MALFORMED_ANSWER' }) as Error);
  });
});
