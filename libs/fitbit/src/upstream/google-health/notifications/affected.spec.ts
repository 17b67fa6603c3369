import { affected, UNANNOUNCED_RESOURCES } from './affected';

const days = [{ from: '2026-09-10', to: '2026-09-10' }];
const resources = (dataType: string) => affected(dataType, days).map(({ resource }) => resource);

const TRIGGERED = [
  'activities/activityCalories',
  'activities/tracker/activityCalories',
  'activities/calories',
  'activities/tracker/calories',
  'activities/minutesLightlyActive',
  'activities/minutesFairlyActive',
  'activities/minutesVeryActive',
  'activities/tracker/minutesLightlyActive',
  'activities/tracker/minutesFairlyActive',
  'activities/tracker/minutesVeryActive',
];

describe('what a data type of Google Health affects', () => {
  it.each([
    ['floors', ['activities/floors', 'activities/tracker/floors']],
    ['altitude', ['activities/elevation', 'activities/tracker/elevation']],
    ['sedentary-period', ['activities/minutesSedentary', 'activities/tracker/minutesSedentary']],
    ['nutrition-log', ['foods/log/caloriesIn']],
    ['hydration-log', ['foods/log/water']],
    ['weight', ['body/weight']],
    ['body-fat', ['body/fat']],
  ])('%s: its resources over all source families, and nothing else', (dataType, expected) => {
    expect(resources(dataType)).toEqual(expected);
  });

  it('sleep: all resources of sleep', () => {
    expect(resources('sleep')).toContain('sleep/minutesAsleep');
    expect(resources('sleep').every((name) => name.startsWith('sleep/'))).toBe(true);
  });

  it('steps, distance and activity levels: also the unannounced types that they trigger', () => {
    expect(resources('steps')).toEqual(['activities/steps', 'activities/tracker/steps', ...TRIGGERED]);
    expect(resources('distance')).toEqual(['activities/distance', 'activities/tracker/distance', ...TRIGGERED]);
    expect(resources('activity-level')).toEqual(TRIGGERED);
    expect([...UNANNOUNCED_RESOURCES]).toEqual(TRIGGERED);
  });

  it('an unannounced type: its own resources, in case it is announced some day', () => {
    expect(resources('total-calories')).toEqual(['activities/calories', 'activities/tracker/calories']);
  });

  it('nothing for an unknown type', () => {
    expect(affected('heart-rate', days)).toEqual([]);
  });

  it('the notified days, joined', () => {
    const joined = affected('weight', [{ from: '2026-09-11', to: '2026-09-12' }, ...days]);
    expect(joined).toEqual([{ resource: 'body/weight', days: [{ from: '2026-09-10', to: '2026-09-12' }] }]);
  });
});
