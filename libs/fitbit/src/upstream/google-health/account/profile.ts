import { MalformedAnswerError } from '../../../errors/fitbit.errors';
import { civilDateOf, isTimeZone, type CivilDate } from '../../../model/civil-date';
import type { UpstreamProfile } from '../../../model/grant';
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
/** A device's clock may run ahead of ours by this much, in milliseconds. */
const CLOCK_TOLERANCE_MS = 300_000;

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
export function interpretProfile({ profile, settings, devices }: ProfileParts, now: Date): UpstreamProfile {
  const timeZone = attempt(() => settings?.optional('timeZone')?.text());
  return {
    timeZone: isTimeZone(timeZone) ? timeZone : undefined,
    memberSince: attempt(() => memberSince(profile, now)),
    lastSyncedAt: newestSync(attempt(() => devices?.items('pairedDevices')) ?? [], now),
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

/**
 * The newest sync of a device that delivers days. A scale that was stepped on says nothing about the tracker's steps,
 * and a sync in the future would make days final that are not.
 */
function newestSync(devices: readonly AnswerNode[], now: Date): Date | undefined {
  const latest = now.getTime() + CLOCK_TOLERANCE_MS;
  const times = devices.flatMap((device) => {
    const time = attempt(() => {
      const node = device.optional('deviceType')?.text() === 'SCALE' ? undefined : device.optional('lastSyncTime');
      return node && instantMs(node);
    });
    return time !== undefined && time <= latest ? [time] : [];
  });
  return times.length > 0 ? new Date(Math.max(...times)) : undefined;
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
