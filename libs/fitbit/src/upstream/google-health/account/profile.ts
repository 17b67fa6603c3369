import { isTimeZone } from '../../../model/civil-date';
import type { KnownProfile, UpstreamProfile } from '../../../model/grant';
import type { AnswerNode } from '../../http/answer-node';
import type { AuthorizedClient } from '../../shared/authorized-client';
import { ifWellFormed } from '../../shared/if-well-formed';
import { newestSync } from '../../shared/newest-sync';
import { claimedSyncs, memberSince, profileReader } from '../../shared/profile-facts';
import { civilDate, instantMs } from '../interpret/civil';
import { SCOPES } from '../scopes';

/** The answers about the three parts; one that the user did not grant is absent. */
export interface ProfileParts {
  readonly profile?: AnswerNode | undefined;
  readonly settings?: AnswerNode | undefined;
  readonly devices?: AnswerNode | undefined;
}

/** @see https://developers.google.com/health/reference/rest/v4/users/getProfile, getSettings and pairedDevices/list */
export async function readProfileParts(
  client: AuthorizedClient,
  grantedScopes: readonly string[],
): Promise<ProfileParts> {
  const read = profileReader(client, grantedScopes);
  const path = '/users/me';
  const query = { pageSize: '100' };
  return {
    profile: await read(SCOPES.profile, { subject: 'profile', path: `${path}/profile` }),
    settings: await read(SCOPES.settings, { subject: 'settings', path: `${path}/settings` }),
    devices: await read(SCOPES.settings, { subject: 'pairedDevices', path: `${path}/pairedDevices`, query }),
  };
}

/** Each fact stands alone: a missing or malformed one is left out, because a wrong one would move days. */
export function interpretProfile(
  { profile, settings, devices }: ProfileParts,
  now: Date,
  known?: KnownProfile,
): UpstreamProfile {
  const timeZone = ifWellFormed(() => settings?.optional('timeZone')?.text());
  const since = ifWellFormed(() => {
    const node = profile?.optional('membershipStartDate');
    return node && civilDate(node);
  });
  const listed = ifWellFormed(() => devices?.items('pairedDevices')) ?? [];
  const claims = claimedSyncs(listed, 'deviceType', (node) => ({ text: node.text(), atMs: instantMs(node) }));
  return {
    timeZone: isTimeZone(timeZone) ? timeZone : undefined,
    memberSince: memberSince(since, now),
    lastSyncedAt: newestSync(claims, now, 'pairedDevices', known),
    details: {
      ...(profile && { profile: profile.object() }),
      ...(settings && { settings: settings.object() }),
      ...(devices && { pairedDevices: withoutAddresses(devices) }),
    },
  };
}

/** Hardware addresses identify a person's devices permanently, and no feature needs them. */
function withoutAddresses(devices: AnswerNode): unknown {
  const text = JSON.stringify(devices.object().pairedDevices ?? []);
  return JSON.parse(text, (key, value: unknown) => (key === 'macAddress' ? undefined : value));
}
