import type { KnownProfile } from '../../../model/grant';
import { AnswerNode } from '../../http/answer-node';
import { interpretProfile } from './profile';

const now = new Date('2026-11-22T12:00:00Z');
const user = {
  encodedId: '26FWFL',
  displayName: 'Ada L.',
  memberSince: '2016-04-12',
  timezone: 'America/Los_Angeles',
  offsetFromUTCMillis: -28_800_000,
};
const tracker = {
  battery: 'Medium',
  deviceVersion: 'Charge 2',
  id: '816713257',
  lastSyncTime: '2026-11-21T12:00:58.000',
  mac: '16ADD56D54GD',
  type: 'TRACKER',
};
const interpret = (profile: unknown, devices?: unknown, known?: KnownProfile) =>
  interpretProfile(
    {
      profile: profile === undefined ? undefined : new AnswerNode({ user: profile }),
      devices: devices === undefined ? undefined : new AnswerNode(devices),
    },
    now,
    known,
  );

describe('profile', () => {
  it('returns the time zone, the start of the membership and the last sync', () => {
    expect(interpret(user, [tracker])).toMatchObject({
      timeZone: 'America/Los_Angeles',
      memberSince: '2016-04-12',
      lastSyncedAt: new Date('2026-11-21T20:00:58Z'),
    });
  });

  it("parses local times in the user's zone, in summer and in winter", () => {
    const berlin = { ...user, timezone: 'Europe/Berlin' };
    const syncAt = (lastSyncTime: string) =>
      interpret(berlin, [{ ...tracker, lastSyncTime }]).lastSyncedAt?.toISOString();
    expect(syncAt('2026-07-01T12:00:00.000')).toBe('2026-07-01T10:00:00.000Z');
    expect(syncAt('2026-01-15T12:00:00')).toBe('2026-01-15T11:00:00.000Z');
    // This hour came twice; the first is the safe one.
    expect(syncAt('2026-10-25T02:30:00.000')).toBe('2026-10-25T00:30:00.000Z');
  });

  it('returns the newest sync of a tracker', () => {
    const older = { ...tracker, lastSyncTime: '2026-10-01T00:00:00.000' };
    const scale = { ...tracker, type: 'SCALE', lastSyncTime: '2026-11-22T01:00:00.000' };
    expect(interpret(user, [older, tracker, scale]).lastSyncedAt).toEqual(new Date('2026-11-21T20:00:58Z'));
    expect(interpret(user, [scale]).lastSyncedAt).toBeUndefined();
  });

  it('accepts a sync that had no zone before, and rejects one that was rejected before', () => {
    const known = { lastSyncedAt: null, profile: { devices: [tracker] } };
    const heard = (timeZone: string | null) => interpret(user, [tracker], { ...known, timeZone }).lastSyncedAt;
    expect(heard(null)).toEqual(new Date('2026-11-21T20:00:58Z'));
    expect(heard('America/Los_Angeles')).toBeUndefined();
  });

  it.each([
    ['a sync in the future', user, [{ ...tracker, lastSyncTime: '2026-11-22T05:00:00.000' }]],
    ['a time with a zone of its own', user, [{ ...tracker, lastSyncTime: '2026-11-21T12:00:58Z' }]],
    ['an invalid time', user, [{ ...tracker, lastSyncTime: 'yesterday' }]],
    ['no devices', user, []],
    ['devices that are no list', user, { devices: [] }],
    ['devices not granted', user, undefined],
    ['a zone that is unknown', { ...user, timezone: 'Mars/Olympus' }, [tracker]],
    ['a profile that was not granted', undefined, [tracker]],
  ])('returns no sync for %s', (_, profile, devices) => {
    expect(interpret(profile, devices).lastSyncedAt).toBeUndefined();
  });

  it('leaves out each fact that is missing or malformed', () => {
    expect(interpret({ encodedId: 'X' })).toMatchObject({ timeZone: undefined, memberSince: undefined });
    expect(interpret({ ...user, timezone: '+02:00', memberSince: '2016' })).toMatchObject({
      timeZone: undefined,
      memberSince: undefined,
    });
    expect(interpret({ ...user, memberSince: '2026-11-23' }).memberSince).toBe('2026-11-23');
    expect(interpret({ ...user, memberSince: '2026-11-24' }).memberSince).toBeUndefined();
    expect(interpret(7).timeZone).toBeUndefined();
  });

  it('keeps the answer for the host, without hardware addresses', () => {
    const { details } = interpret(user, [tracker]);
    expect(details).toEqual({ profile: user, devices: [{ ...tracker, mac: undefined }] });
    expect(JSON.stringify(details)).not.toContain('16ADD56D54GD');
    expect(interpret(undefined).details).toEqual({});
  });
});
