import { RESOURCE_NAMES } from '../../model/catalogue';
import { endpointByKey, endpointFor, ENDPOINTS } from './endpoints';
import { SCOPES } from './scopes';

describe('ENDPOINTS', () => {
  it('reads every resource but the five that Google does not have', () => {
    expect(RESOURCE_NAMES.filter((resource) => !endpointFor(resource))).toEqual([
      'activities/activeScore',
      'activities/caloriesBMR',
      'activities/tracker/activeScore',
      'sleep/efficiency',
      'body/bmi',
    ]);
  });

  it('serves each resource by one read', () => {
    const served = ENDPOINTS.flatMap(({ resources }) => resources);
    expect(new Set(served).size).toBe(served.length);
    expect(RESOURCE_NAMES).toEqual(expect.arrayContaining(served));
  });

  it('has a key of its own for each read, by which a job finds it again', () => {
    for (const endpoint of ENDPOINTS) expect(endpointByKey(endpoint.key)).toBe(endpoint);
    expect(endpointByKey('dailyRollUp:heart-rate:all-sources')).toBeUndefined();
  });

  it('asks for 14 days at most of the types that allow no more', () => {
    const short = ENDPOINTS.filter(({ maxDays }) => maxDays < 90).map(({ key, maxDays }) => `${key} ${maxDays}`);
    expect(short).toEqual([
      'dailyRollUp:total-calories:all-sources 14',
      'dailyRollUp:total-calories:google-wearables 14',
      'dailyRollUp:active-minutes:all-sources 14',
      'dailyRollUp:active-minutes:google-wearables 14',
    ]);
  });

  it.each([
    ['activities/steps', SCOPES.activity, 'dailyRollUp:steps:all-sources'],
    ['activities/tracker/steps', SCOPES.activity, 'dailyRollUp:steps:google-wearables'],
    ['activities/tracker/minutesVeryActive', SCOPES.activity, 'dailyRollUp:active-minutes:google-wearables'],
    ['activities/elevation', SCOPES.activity, 'dailyRollUp:altitude:all-sources'],
    ['activities/activityCalories', SCOPES.activity, 'dailyRollUp:active-energy-burned:all-sources'],
    ['foods/log/water', SCOPES.nutrition, 'dailyRollUp:hydration-log:all-sources'],
    ['foods/log/caloriesIn', SCOPES.nutrition, 'dailyRollUp:nutrition-log:all-sources'],
    ['body/weight', SCOPES.measurements, 'reconcile:weight:all-sources'],
    ['body/fat', SCOPES.measurements, 'reconcile:body-fat:all-sources'],
    ['sleep/startTime', SCOPES.sleep, 'reconcile:sleep:all-sources'],
  ] as const)('reads %s', (resource, scope, key) => {
    expect(endpointFor(resource)).toMatchObject({ key, scope });
  });
});
