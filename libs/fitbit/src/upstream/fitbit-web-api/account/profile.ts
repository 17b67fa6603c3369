import { Temporal } from 'temporal-polyfill';
import { isCivilDate, isTimeZone } from '../../../model/civil-date';
import type { KnownProfile, UpstreamProfile } from '../../../model/grant';
import type { AnswerNode } from '../../http/answer-node';
import type { AuthorizedClient } from '../../shared/authorized-client';
import { ifWellFormed } from '../../shared/if-well-formed';
import { newestSync } from '../../shared/newest-sync';
import { claimedSyncs, memberSince, profileReader } from '../../shared/profile-facts';
import { localTime } from '../interpret/civil';
import { SCOPES } from '../scopes';

/** The answers about the two parts; one that the user did not grant is absent. */
export interface ProfileParts {
  readonly profile?: AnswerNode | undefined;
  readonly devices?: AnswerNode | undefined;
}

/** @see https://dev.fitbit.com/build/reference/web-api/user/get-profile/ and devices/get-devices/ */
export async function readProfileParts(
  client: AuthorizedClient,
  grantedScopes: readonly string[],
): Promise<ProfileParts> {
  const read = profileReader(client, grantedScopes);
  return {
    profile: await read(SCOPES.profile, { subject: 'profile', path: '/1/user/-/profile.json' }),
    devices: await read(SCOPES.settings, { subject: 'devices', path: '/1/user/-/devices.json' }),
  };
}

/** Each fact stands alone: a missing or malformed one is left out, because a wrong one would move days. */
export function interpretProfile({ profile, devices }: ProfileParts, now: Date, known?: KnownProfile): UpstreamProfile {
  const user = ifWellFormed(() => withMembers(profile?.optional('user')));
  const since = ifWellFormed(() => user?.optional('memberSince')?.text());
  const named = ifWellFormed(() => user?.optional('timezone')?.text());
  const timeZone = isTimeZone(named) ? named : undefined;
  const listed = ifWellFormed(() => devices?.list()) ?? [];
  const claims = timeZone === undefined ? [] : claimedSyncs(listed, 'type', (node) => claimIn(timeZone, node));
  const comparable = known?.timeZone ? known : undefined; // without a zone no time could be read, nor rejected
  return {
    timeZone,
    memberSince: memberSince(isCivilDate(since) ? since : undefined, now),
    lastSyncedAt: newestSync(claims, now, 'devices', comparable),
    details: {
      ...(user && { profile: user.object() }),
      ...(devices && { devices: ifWellFormed(() => devices.list().map(withoutAddress)) ?? [] }),
    },
  };
}

function withMembers(node: AnswerNode | undefined): AnswerNode | undefined {
  return node?.object() && node;
}

/** The time has no zone: it is in the user's present one. */
function claimIn(timeZone: string, node: AnswerNode) {
  return { text: node.text(), atMs: instantMs(localTime(node).text, timeZone) };
}

/** Of an hour that occurs twice, the first is taken: a sync dated too early makes no day final too soon. */
function instantMs(local: string, timeZone: string): number {
  return Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone, { disambiguation: 'earlier' }).epochMilliseconds;
}

/** Hardware addresses identify a person's devices permanently, and no feature needs them. */
function withoutAddress(device: AnswerNode): Record<string, unknown> {
  const { mac: _, ...rest } = device.object();
  return rest;
}
