import { dayOf, personWith, worldOf } from '../../../spec-support/hand-made';
import { errorInfoOf, Harness, messageOf, scope } from '../../../spec-support/harness';

describe('users', () => {
  const anna = personWith([dayOf('2019-03-14'), dayOf('2026-09-30')], 'anna', '8512524441117254421');
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ world: worldOf(anna, { ...personWith([], 'ben', '22'), hasAltimeter: false }) });
  });
  afterAll(() => harness.close());

  describe('identity', () => {
    const identity = { name: 'users/me/identity', legacyUserId: 'LEG421', healthUserId: '8512524441117254421' };

    it.each(['me', '-'])('answers users/%s with both ids', async (user) => {
      const answer = await harness.get(`/v4/users/${user}/identity`, await harness.token('anna'));
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('application/json; charset=UTF-8');
      expect(answer.json).toEqual(identity);
    });

    it.each([
      ['activity_and_fitness', 200],
      ['sleep', 200],
      ['nutrition', 200],
      ['profile', 200],
      ['settings', 200],
      ['ecg', 200],
      ['location', 403],
    ])('with the read scope of %s alone answers %d', async (group, status) => {
      const answer = await harness.get(
        '/v4/users/me/identity',
        await harness.token('anna', scope(`${group}.readonly`)),
      );
      expect(answer.status).toBe(status);
    });
  });

  describe('profile', () => {
    it('is the profile, with a date without leading zeros', async () => {
      const { json } = await harness.get('/v4/users/me/profile', await harness.token('anna'));
      expect(json).toMatchObject({
        name: 'users/me/profile',
        age: 41,
        membershipStartDate: { year: 2019, month: 3, day: 14 },
        userConfiguredWalkingStrideLengthMm: expect.any(Number) as number,
        autoRunningStrideLengthMm: expect.any(Number) as number,
      });
    });

    it('omits the stride lengths without the activity scope', async () => {
      const answer = await harness.get('/v4/users/me/profile', await harness.token('anna', scope('profile.readonly')));
      expect(Object.keys(answer.json)).toEqual(['name', 'age', 'membershipStartDate']);
    });
  });

  it('shows the time zone and its current offset in the settings', async () => {
    const token = await harness.token('anna', scope('settings.readonly'));
    const summer = await harness.get('/v4/users/me/settings', token);
    expect(summer.json).toMatchObject({ name: 'users/me/settings', timeZone: 'Europe/Berlin', utcOffset: '7200s' });
    harness.clock.set(new Date('2026-12-01T12:00:00Z'));
    const winter = await harness.get('/v4/users/me/settings', await harness.token('anna'));
    expect(winter.json.utcOffset).toBe('3600s');
  });

  it('shows the tracker with its last sync, and returns it by its name', async () => {
    const token = await harness.token('anna');
    const { json } = await harness.get('/v4/users/me/pairedDevices', token);
    const [device] = json.pairedDevices as [Record<string, unknown>];
    expect(device).toMatchObject({
      deviceType: 'TRACKER',
      batteryStatus: 'High',
      lastSyncTime: '2026-09-30T21:59:59.999Z',
      macAddress: expect.stringMatching(/^[0-9A-F]{12}$/) as string,
    });
    expect((await harness.get(`/v4/${String(device.name)}`, token)).json).toEqual(device);
    expect((await harness.get('/v4/users/8512524441117254421/pairedDevices', token)).status).toBe(200);
    const other = await harness.get('/v4/users/me/pairedDevices/1', token);
    expect([other.status, errorInfoOf(other).reason]).toEqual([404, 'RESOURCE_NOT_FOUND']);
  });

  it.each([
    ['pageSize=-1', 'INVALID_PAGE_SIZE'],
    ['pageToken=x', 'INVALID_PAGE_TOKEN'],
  ])('refuses paired devices with %s', async (query, reason) => {
    const answer = await harness.get(`/v4/users/me/pairedDevices?${query}`, await harness.token('anna'));
    expect(errorInfoOf(answer).reason).toBe(reason);
  });

  it('answers the irregular rhythm profile', async () => {
    const { json } = await harness.get('/v4/users/me/irnProfile', await harness.token('anna', scope('irn.readonly')));
    expect(json).toMatchObject({ name: 'users/me/irnProfile', onboardingStatus: false, enrollmentStatus: false });
  });

  it.each(['identity', 'profile', 'settings', 'irnProfile'])(
    'refuses the numeric id and other users for %s',
    async (resource) => {
      const token = await harness.token('anna');
      for (const user of ['8512524441117254421', '22', 'anna', '~', '%2D%2D']) {
        const answer = await harness.get(`/v4/users/${user}/${resource}`, token);
        expect([answer.status, messageOf(answer)]).toEqual([400, 'Request contains an invalid argument.']);
      }
    },
  );

  it.each([
    ['profile', 'settings.readonly'],
    ['settings', 'profile.readonly'],
    ['irnProfile', 'profile.readonly'],
    ['pairedDevices', 'profile.readonly'],
  ])('%s needs its own scope', async (resource, suffix) => {
    const answer = await harness.get(`/v4/users/me/${resource}`, await harness.token('anna', scope(suffix)));
    expect(errorInfoOf(answer).reason).toBe('ACCESS_TOKEN_SCOPE_INSUFFICIENT');
  });

  it.each(['profile', 'settings'])('does not support changes of the %s', async (resource) => {
    const authorization = `Bearer ${await harness.token('anna')}`;
    const answer = await harness.send('PATCH', `/v4/users/me/${resource}?updateMask=x`, { headers: { authorization } });
    expect(answer.status).toBe(501);
  });

  it('reduces the answer to the members that fields names', async () => {
    const token = await harness.token('anna');
    const one = await harness.get('/v4/users/me/profile?fields=age,membershipStartDate(year),nothing', token);
    expect(one.json).toEqual({ age: 41, membershipStartDate: { year: 2019 } });
    const list = await harness.get('/v4/users/me/pairedDevices?fields=pairedDevices/deviceType', token);
    expect(list.json).toEqual({ pairedDevices: [{ deviceType: 'TRACKER' }] });
    expect((await harness.get('/v4/users/me/profile?fields=*', token)).json).toHaveProperty('age');
    expect((await harness.get('/v4/users/me/profile?fields=age(', token)).status).toBe(400);
  });

  it('accepts the system parameters and refuses all others', async () => {
    const token = await harness.token('anna');
    const fine = await harness.get('/v4/users/me/identity?prettyPrint=false&alt=json&quotaUser=1&$.xgafv=2', token);
    expect(fine.status).toBe(200);
    expect((await harness.get('/v4/users/me/identity?alt=proto', token)).status).toBe(400);
    const answer = await harness.get('/v4/users/me/identity?pageSize=1', token);
    expect(messageOf(answer)).toContain('Unknown name "pageSize": Cannot bind query parameter.');
  });
});
