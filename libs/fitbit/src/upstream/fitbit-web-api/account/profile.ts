import { Temporal } from 'temporal-polyfill';
import { MalformedAnswerError } from '../../../errors/fitbit.errors';
import { civilDateOf, isCivilDate, isTimeZone, type CivilDate } from '../../../model/civil-date';
import type { KnownProfile, UpstreamProfile } from '../../../model/grant';
import { newestSync, type ClaimedSync } from '../../shared/newest-sync';
import type { AnswerNode } from '../../http/answer-node';
import type { Conversation } from '../api/conversation';
import { localTime } from '../interpret/civil';
import { SCOPES } from '../scopes';

/** What was granted and answered of the two parts. */
export interface ProfileParts {
  readonly profile?: AnswerNode | undefined;
  readonly devices?: AnswerNode | undefined;
}

const DAY_MS = 86_400_000;

/** @see https://dev.fitbit.com/build/reference/web-api/user/get-profile/ and devices/get-devices/ */
export async function readProfileParts(
  conversation: Conversation,
  grantedScopes: readonly string[],
): Promise<ProfileParts> {
  const part = (scope: string, subject: string) =>
    grantedScopes.includes(scope)
      ? conversation.askIfAllowed({ subject, path: `/1/user/-/${subject}.json` })
      : Promise.resolve(undefined);
  return { profile: await part(SCOPES.profile, 'profile'), devices: await part(SCOPES.settings, 'devices') };
}

/** Each fact stands alone: one that is missing or malformed is absent, since a wrong one would move days. */
export function interpretProfile({ profile, devices }: ProfileParts, now: Date, known?: KnownProfile): UpstreamProfile {
  const user = attempt(() => withMembers(profile?.optional('user')));
  const timeZone = attempt(() => user?.optional('timezone')?.text());
  const zone = isTimeZone(timeZone) ? timeZone : undefined;
  const judged = known?.timeZone ? known : undefined; // without a zone no time could be read, nor believed
  return {
    timeZone: zone,
    memberSince: attempt(() => memberSince(user, now)),
    lastSyncedAt: newestSync(claimedSyncs(attempt(() => devices?.list()) ?? [], zone), now, judged),
    details: {
      ...(user && { profile: user.object() }),
      ...(devices && { devices: attempt(() => devices.list().map(withoutAddress)) ?? [] }),
    },
  };
}

function withMembers(node: AnswerNode | undefined): AnswerNode | undefined {
  return node?.object() && node;
}

function memberSince(user: AnswerNode | undefined, now: Date): CivilDate | undefined {
  const date = user?.optional('memberSince')?.text();
  const tomorrow = civilDateOf(Math.floor(now.getTime() / DAY_MS) + 1); // east of Greenwich it may have begun
  return isCivilDate(date) && date <= tomorrow ? date : undefined;
}

/**
 * Of devices that deliver days: a scale that was stepped on says nothing about the tracker's steps. The time has no
 * zone: it is the user's present one.
 */
function claimedSyncs(devices: readonly AnswerNode[], timeZone: string | undefined): ClaimedSync[] {
  if (timeZone === undefined) return [];
  return devices.flatMap((device) => {
    const claim = attempt(() => {
      const node = device.optional('type')?.text() === 'SCALE' ? undefined : device.optional('lastSyncTime');
      return node && { text: node.text(), atMs: instantMs(localTime(node).text, timeZone) };
    });
    return claim ? [claim] : [];
  });
}

/** Of an hour that comes twice the first is meant: a sync that is thought too early makes no day final too soon. */
function instantMs(local: string, timeZone: string): number {
  return Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone, { disambiguation: 'earlier' }).epochMilliseconds;
}

/** Hardware addresses identify a person's devices for ever, and nobody needs them. */
function withoutAddress(device: AnswerNode): Record<string, unknown> {
  const { mac: _, ...rest } = device.object();
  return rest;
}

function attempt<T>(read: () => T | undefined): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedAnswerError) return undefined;
    throw error;
  }
}
