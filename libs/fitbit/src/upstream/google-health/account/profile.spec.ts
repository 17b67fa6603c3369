import { AnswerNode } from '../../http/answer-node';
import { interpretProfile } from './profile';

const now = new Date('2026-11-22T12:00:00Z');
const profile = { name: 'users/me/profile', age: 41, membershipStartDate: { year: 2019, month: 3, day: 14 } };
const settings = { name: 'users/me/settings', timeZone: 'Europe/Warsaw', utcOffset: '7200s' };
const tracker = {
  name: 'users/me/pairedDevices/123',
  deviceType: 'TRACKER',
  lastSyncTime: '2026-11-20T07:41:10.000Z',
  macAddress: 'AABBCCDDEEFF',
};
const interpret = (parts: { profile?: object; settings?: object; devices?: object }) =>
  interpretProfile(
    {
      profile: parts.profile && new AnswerNode(parts.profile),
      settings: parts.settings && new AnswerNode(parts.settings),
      devices: parts.devices && new AnswerNode(parts.devices),
    },
    now,
  );
const devices = (...pairedDevices: object[]) => interpret({ devices: { pairedDevices } });

describe('the profile', () => {
  it('returns the zone, the first day, the last sync and the raw answers', () => {
    expect(interpret({ profile, settings, devices: { pairedDevices: [tracker] } })).toEqual({
      timeZone: 'Europe/Warsaw',
      memberSince: '2019-03-14',
      lastSyncedAt: new Date('2026-11-20T07:41:10Z'),
      details: { profile, settings, pairedDevices: [{ ...tracker, macAddress: undefined }] },
    });
  });

  it('removes hardware addresses', () => {
    expect(JSON.stringify(devices(tracker).details)).not.toContain('AABBCCDDEEFF');
  });

  it('is empty when nothing was granted', () => {
    expect(interpret({})).toEqual({
      timeZone: undefined,
      memberSince: undefined,
      lastSyncedAt: undefined,
      details: {},
    });
  });

  it.each(['Mars/Phobos', '+02:00', '', 7, null])('has no zone rather than %p', (timeZone) => {
    expect(interpret({ settings: { ...settings, timeZone } }).timeZone).toBeUndefined();
  });

  it.each([
    { year: 2019, month: 2, day: 30 },
    { year: 0, month: 3, day: 14 },
    { year: 2027, month: 1, day: 1 },
    '2019',
    {},
  ])('has no first day rather than %p', (membershipStartDate) => {
    expect(interpret({ profile: { ...profile, membershipStartDate } }).memberSince).toBeUndefined();
  });

  it('returns the newest sync of the trackers, never that of a scale', () => {
    const older = { ...tracker, lastSyncTime: '2026-11-19T07:41:10Z' };
    const scale = { deviceType: 'SCALE', lastSyncTime: '2026-11-22T07:00:00Z' };
    expect(devices(older, tracker, scale).lastSyncedAt).toEqual(new Date('2026-11-20T07:41:10Z'));
    expect(devices(scale).lastSyncedAt).toBeUndefined();
  });

  it('rejects a sync in the future or with a malformed time', () => {
    const tomorrow = { ...tracker, lastSyncTime: '2026-11-23T12:00:00Z' };
    const never = { ...tracker, lastSyncTime: 'never' };
    expect(devices(tomorrow, never, tracker).lastSyncedAt).toEqual(new Date('2026-11-20T07:41:10Z'));
  });

  it('ignores a malformed list of devices', () => {
    expect(interpret({ devices: { pairedDevices: 'none' } }).lastSyncedAt).toBeUndefined();
    expect(interpret({ devices: {} }).details).toEqual({ pairedDevices: [] });
  });
});
