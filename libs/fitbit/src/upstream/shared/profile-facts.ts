import { civilDateOf, type CivilDate } from '../../model/civil-date';
import type { AnswerNode } from '../http/answer-node';
import type { ApiRequest } from './api-request';
import type { AuthorizedClient } from './authorized-client';
import { ifWellFormed } from './if-well-formed';
import type { ClaimedSync } from './newest-sync';

const DAY_MS = 86_400_000;

/** Requests one part of a profile for a scope; `undefined` without a request where the user did not grant the scope. */
export function profileReader(
  client: AuthorizedClient,
  grantedScopes: readonly string[],
): (scope: string, request: ApiRequest) => Promise<AnswerNode | undefined> {
  return async (scope, request) => (grantedScopes.includes(scope) ? client.requestIfGranted(request) : undefined);
}

/** The first day that can have data, unless it lies in the future. */
export function memberSince(date: CivilDate | undefined, now: Date): CivilDate | undefined {
  const tomorrow = civilDateOf(Math.floor(now.getTime() / DAY_MS) + 1); // it may have begun, east of Greenwich
  return date !== undefined && date <= tomorrow ? date : undefined;
}

/**
 * The sync times of the devices that deliver days; malformed ones are left out. A scale delivers none: its sync says
 * nothing about the tracker's steps.
 */
export function claimedSyncs(
  devices: readonly AnswerNode[],
  typeKey: string,
  claimOf: (lastSyncTime: AnswerNode) => ClaimedSync,
): ClaimedSync[] {
  return devices.flatMap((device) => {
    const claim = ifWellFormed(() => {
      const node = device.optional(typeKey)?.text() === 'SCALE' ? undefined : device.optional('lastSyncTime');
      return node && claimOf(node);
    });
    return claim ? [claim] : [];
  });
}
