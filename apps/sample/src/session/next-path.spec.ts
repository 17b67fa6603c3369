import { nextPath } from './next-path';

describe('where sign-in leads', () => {
  it.each(['/', '/table?resource=activities/steps', '/fitbit/login?next=/'])('keeps the own path %s', (path) => {
    expect(nextPath(path)).toBe(path);
  });

  it.each([
    undefined,
    ['/a', '/b'],
    '',
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example',
    '/\t/evil.example',
    '/.//evil.example',
    '/x/..//evil.example',
    'javascript:alert(1)',
    '/fitbit/logout',
    '/FITBIT/Logout/?next=/',
    '/%66itbit/%256Cogout',
  ])('goes home instead of %p', (given) => {
    expect(nextPath(given)).toBe('/');
  });
});
