import type { Connection } from './connection';

/** The tokens that a user's consent gave us, in the clear. Kept in memory only: `tokens/` seals them for storage. */
export interface Grant {
  readonly accessToken: string;
  readonly refreshToken?: string | undefined;
  readonly expiresAt: Date;
  /** Set when the upstream limits the refresh token, as Google does for projects in testing (7 days). */
  readonly refreshTokenExpiresAt?: Date | undefined;
  /** The scopes that the user actually granted, in the upstream's own spelling. */
  readonly scopes: readonly string[];
}

/** The user's account at the upstream. */
export interface UpstreamAccount {
  /** The user's id at this upstream: Google's `healthUserId`, Fitbit's encoded id. At most 63 characters. */
  readonly upstreamUserId: string;
  /** The id of the same person in the Fitbit Web API. It joins a new grant to existing rows. */
  readonly legacyUserId?: string | undefined;
}

/** The stored parts of a profile, before it is read again. */
export type KnownProfile = Pick<Connection, 'lastSyncedAt' | 'profile' | 'timeZone'>;

/** What the upstream says about the user, needed to request the right days. */
export interface UpstreamProfile {
  /** The user's IANA time zone; `undefined` when the user did not grant access to it. */
  readonly timeZone?: string | undefined;
  /** The first day that can have data. */
  readonly memberSince?: string | undefined;
  /** When a device last synced; `undefined` when unknown. */
  readonly lastSyncedAt?: Date | undefined;
  /** The upstream's own answer, stored with the connection for the host. */
  readonly details: Readonly<Record<string, unknown>>;
}
