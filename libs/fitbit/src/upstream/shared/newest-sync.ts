import type { KnownProfile } from '../../model/grant';
import { isRecord } from '../http/json-text';

/** The time of a device's last sync, as the device reports it. */
export interface ClaimedSync {
  /** As the upstream writes it. */
  readonly text: string;
  readonly atMs: number;
}

/** A device's clock may run ahead of ours by this much, in milliseconds. */
const CLOCK_TOLERANCE_MS = 300_000;

/** Where an upstream's profile, as stored with the connection, lists the user's devices. */
export type DevicesMember = 'devices' | 'pairedDevices';

/**
 * The newest plausible sync. A sync in the future would make days final too early. It does not become plausible by
 * waiting: a claim that was rejected when the profile was read before stays rejected.
 */
export function newestSync(
  claims: readonly ClaimedSync[],
  now: Date,
  devicesMember: DevicesMember,
  known?: KnownProfile,
): Date | undefined {
  const latest = now.getTime() + CLOCK_TOLERANCE_MS;
  const rejected = known ? rejectedBefore(known, devicesMember) : () => false;
  const times = claims.filter((claim) => claim.atMs <= latest && !rejected(claim)).map(({ atMs }) => atMs);
  return times.length > 0 ? new Date(Math.max(...times)) : undefined;
}

/** A claim that had been accepted would have made the last sync at least as new as itself. */
function rejectedBefore(
  { lastSyncedAt, profile }: KnownProfile,
  member: DevicesMember,
): (claim: ClaimedSync) => boolean {
  const acceptedMs = lastSyncedAt?.getTime() ?? -Infinity;
  const seen = new Set(syncTimesIn(profile[member]));
  return ({ text, atMs }) => acceptedMs < atMs && seen.has(text);
}

function syncTimesIn(devices: unknown): unknown[] {
  if (!Array.isArray(devices)) return [];
  return devices.flatMap((device: unknown) => (isRecord(device) ? [device.lastSyncTime] : []));
}
