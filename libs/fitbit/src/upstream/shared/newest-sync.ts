import type { KnownProfile } from '../../model/grant';

/** A device says that it synced. */
export interface ClaimedSync {
  /** The time as the upstream writes it. */
  readonly text: string;
  readonly atMs: number;
}

/** A device's clock may run ahead of ours by this much, in milliseconds. */
const CLOCK_TOLERANCE_MS = 300_000;

/**
 * The newest sync that can be believed. One in the future would make days final that are not, and it does not come true
 * by waiting: what was claimed when the profile was read before and not believed then is not believed now.
 */
export function newestSync(claims: readonly ClaimedSync[], now: Date, known?: KnownProfile): Date | undefined {
  const latest = now.getTime() + CLOCK_TOLERANCE_MS;
  const times = claims
    .filter((claim) => claim.atMs <= latest && !(known && wasNotBelieved(claim, known)))
    .map(({ atMs }) => atMs);
  return times.length > 0 ? new Date(Math.max(...times)) : undefined;
}

/** Whatever is believed makes the last sync at least as new as itself. */
function wasNotBelieved({ text, atMs }: ClaimedSync, { lastSyncedAt, profile }: KnownProfile): boolean {
  return (lastSyncedAt?.getTime() ?? -Infinity) < atMs && syncTimesIn(profile).has(text);
}

/** Both upstreams call it `lastSyncTime`, wherever it stands. */
function syncTimesIn(profile: KnownProfile['profile']): Set<unknown> {
  const times = new Set<unknown>();
  JSON.stringify(profile, (key, value: unknown) => {
    if (key === 'lastSyncTime') times.add(value);
    return value;
  });
  return times;
}
