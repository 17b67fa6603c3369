import { RESOURCE_NAMES } from '../../model/catalogue';
import { ENDPOINTS } from './endpoints';
import { SCOPES } from './scopes';

describe('ENDPOINTS', () => {
  it('covers every resource but the five that Google does not have', () => {
    expect(RESOURCE_NAMES.filter((resource) => !ENDPOINTS.endpointFor(resource))).toEqual([
      'activities/activeScore',
      'activities/caloriesBMR',
      'activities/tracker/activeScore',
      'sleep/efficiency',
      'body/bmi',
    ]);
  });

  it('serves each resource by one endpoint', () => {
    const served = ENDPOINTS.all.flatMap(({ resources }) => resources);
    expect(new Set(served).size).toBe(served.length);
    expect(RESOURCE_NAMES).toEqual(expect.arrayContaining(served));
  });

  it('has a unique key for each endpoint, by which a job finds it', () => {
    for (const endpoint of ENDPOINTS.all) expect(ENDPOINTS.endpointByKey(endpoint.key)).toBe(endpoint);
    expect(ENDPOINTS.endpointByKey('dailyRollUp:heart-rate:all-sources')).toBeUndefined();
  });

  it('requests at most 14 days of the types that allow no more', () => {
    const short = ENDPOINTS.all.filter(({ maxDays }) => maxDays < 90).map(({ key, maxDays }) => `${key} ${maxDays}`);
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
    expect(ENDPOINTS.endpointFor(resource)).toMatchObject({ key, scope });
  });
});
