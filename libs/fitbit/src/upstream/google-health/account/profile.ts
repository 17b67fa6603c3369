import { MalformedAnswerError } from '../../../errors/fitbit.errors';
import { civilDateOf, isTimeZone, type CivilDate } from '../../../model/civil-date';
import type { KnownProfile, UpstreamProfile } from '../../../model/grant';
import { newestSync, type ClaimedSync } from '../../shared/newest-sync';
import type { Conversation } from '../api/conversation';
import type { AnswerNode } from '../../http/answer-node';
import { civilDate, instantMs } from '../interpret/civil';
import { SCOPES } from '../scopes';

/** What was granted and answered of the three parts. */
export interface ProfileParts {
  readonly profile?: AnswerNode | undefined;
  readonly settings?: AnswerNode | undefined;
  readonly devices?: AnswerNode | undefined;
}

const DAY_MS = 86_400_000;

/** @see https://developers.google.com/health/reference/rest/v4/users/getProfile, getSettings and pairedDevices/list */
export async function readProfileParts(
  conversation: Conversation,
  grantedScopes: readonly string[],
): Promise<ProfileParts> {
  const part = (scope: string, subject: string, query?: Record<string, string>) =>
    grantedScopes.includes(scope)
      ? conversation.askIfAllowed({ subject, path: `/users/me/${subject}`, query })
      : Promise.resolve(undefined);
  return {
    profile: await part(SCOPES.profile, 'profile'),
    settings: await part(SCOPES.settings, 'settings'),
    devices: await part(SCOPES.settings, 'pairedDevices', { pageSize: '100' }),
  };
}

/** Each fact stands alone: one that is missing or malformed is absent, since a wrong one would move days. */
export function interpretProfile(
  { profile, settings, devices }: ProfileParts,
  now: Date,
  known?: KnownProfile,
): UpstreamProfile {
  const timeZone = attempt(() => settings?.optional('timeZone')?.text());
  return {
    timeZone: isTimeZone(timeZone) ? timeZone : undefined,
    memberSince: attempt(() => memberSince(profile, now)),
    lastSyncedAt: newestSync(claimedSyncs(attempt(() => devices?.items('pairedDevices')) ?? []), now, known),
    details: {
      ...(profile && { profile: profile.object() }),
      ...(settings && { settings: settings.object() }),
      ...(devices && { pairedDevices: withoutAddresses(devices) }),
    },
  };
}

function memberSince(profile: AnswerNode | undefined, now: Date): CivilDate | undefined {
  const node = profile?.optional('membershipStartDate');
  const date = node && civilDate(node);
  const tomorrow = civilDateOf(Math.floor(now.getTime() / DAY_MS) + 1); // east of Greenwich it may have begun
  return date && date <= tomorrow ? date : undefined;
}

/** Of devices that deliver days: a scale that was stepped on says nothing about the tracker's steps. */
function claimedSyncs(devices: readonly AnswerNode[]): ClaimedSync[] {
  return devices.flatMap((device) => {
    const claim = attempt(() => {
      const node = device.optional('deviceType')?.text() === 'SCALE' ? undefined : device.optional('lastSyncTime');
      return node && { text: node.text(), atMs: instantMs(node) };
    });
    return claim ? [claim] : [];
  });
}

/** Hardware addresses identify a person's devices for ever, and nobody needs them. */
function withoutAddresses(devices: AnswerNode): unknown {
  const text = JSON.stringify(devices.object().pairedDevices ?? []);
  return JSON.parse(text, (key, value: unknown) => (key === 'macAddress' ? undefined : value));
}

function attempt<T>(read: () => T | undefined): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedAnswerError) return undefined;
    throw error;
  }
}
