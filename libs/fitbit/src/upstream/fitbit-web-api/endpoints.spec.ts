import { RESOURCE_NAMES } from '../../model/catalogue';
import { ENDPOINTS, SERIES, SLEEP, SUMMARY } from './endpoints';
import { SCOPES } from './scopes';

const window = { from: '2026-01-01', to: '2026-01-31' };

describe('the endpoints', () => {
  it('cover every resource but the active score', () => {
    expect(RESOURCE_NAMES.filter((resource) => !ENDPOINTS.endpointFor(resource))).toEqual([
      'activities/activeScore',
      'activities/tracker/activeScore',
    ]);
  });

  it('have the limits of the documentation', () => {
    const limits = new Map([...SERIES, SUMMARY, SLEEP].map(({ key, maxDays }) => [key, maxDays]));
    expect(limits.get('series:activities/activityCalories')).toBe(30);
    expect(limits.get('series:activities/tracker/activityCalories')).toBe(30);
    expect([...limits.values()].filter((days) => days === 1095)).toHaveLength(9 + 1 + 9 + 2 + 3);
    expect([limits.get('activity-summary'), limits.get('sleep-logs')]).toEqual([1, 100]);
    expect(limits.size).toBe(28);
  });

  it.each([
    ['series:activities/tracker/steps', '/1/user/-/activities/tracker/steps/date/2026-01-01/2026-01-31.json'],
    ['series:foods/log/water', '/1/user/-/foods/log/water/date/2026-01-01/2026-01-31.json'],
    ['series:body/weight', '/1/user/-/body/weight/date/2026-01-01/2026-01-31.json'],
    ['sleep-logs', '/1.2/user/-/sleep/date/2026-01-01/2026-01-31.json'],
    ['activity-summary', '/1/user/-/activities/date/2026-01-01.json'],
  ])('%s requests %s', (key, path) => {
    expect(ENDPOINTS.endpointByKey(key)?.path(window)).toBe(path);
  });

  it('need the scope of their category', () => {
    const scopes = Object.entries({
      foods: SCOPES.nutrition,
      activities: SCOPES.activity,
      sleep: SCOPES.sleep,
      body: SCOPES.weight,
    });
    for (const [category, scope] of scopes) {
      const endpoints = RESOURCE_NAMES.filter((name) => name.startsWith(`${category}/`)).flatMap(
        (name) => ENDPOINTS.endpointFor(name) ?? [],
      );
      expect(new Set(endpoints.map((endpoint) => endpoint.scope))).toEqual(new Set([scope]));
    }
  });

  it('expect a refusal without an altimeter for floors and elevation alone', () => {
    expect(SERIES.filter(({ needsAltimeter }) => needsAltimeter).map(({ subject }) => subject)).toEqual([
      'activities/elevation',
      'activities/floors',
      'activities/tracker/elevation',
      'activities/tracker/floors',
    ]);
  });
});
