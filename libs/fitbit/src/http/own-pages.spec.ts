import { leadsBelow } from './own-pages';

describe('whether a path leads to one of our own pages', () => {
  it.each([
    '/fitbit/logout',
    '/FITBIT/logout?x=1',
    '/%46itbit/logout',
    '/%2546itbit/logout#top',
    '/fitbit%2Flogout',
    '/a%2F..%2Ffitbit/logout',
    '/a/../fitbit//logout/.',
  ])('it does: %s', (path) => {
    expect(leadsBelow('/Fitbit/', path)).toBe(true);
  });

  it.each([
    '/',
    '/fitbit',
    '/fitbit/',
    '/fitbitten/logout',
    '/a/fitbit/logout',
    '/fitbit/../home',
    '/?next=/fitbit/logout',
  ])('it does not: %s', (path) => {
    expect(leadsBelow('/fitbit/', path)).toBe(false);
  });
});
