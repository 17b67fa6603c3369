import type { Connection } from './connection';

/** What a user's consent gave us, in the clear. Lives in memory only: `tokens/` seals it before it is stored. */
export interface Grant {
  readonly accessToken: string;
  readonly refreshToken?: string | undefined;
  readonly expiresAt: Date;
  /** Set when the upstream limits the refresh token itself, as Google does for projects in testing (7 days). */
  readonly refreshTokenExpiresAt?: Date | undefined;
  /** The scopes that were really granted, in the upstream's own spelling; a user may untick some. */
  readonly scopes: readonly string[];
}

/** Who the upstream says the user is. */
export interface UpstreamAccount {
  /** The id of this upstream: Google's `healthUserId`, Fitbit's encoded id. At most 63 characters. */
  readonly upstreamUserId: string;
  /** The id that the Fitbit Web API used for the same person; joins a new grant to old rows. */
  readonly legacyUserId?: string | undefined;
}

/** What the connection held before the profile is read again. */
export type KnownProfile = Pick<Connection, 'lastSyncedAt' | 'profile' | 'timeZone'>;

/** What we need to know about the user to ask for the right days. */
export interface UpstreamProfile {
  /** IANA zone of the user's civil days; `undefined` when the user did not grant it. */
  readonly timeZone?: string | undefined;
  /** The first day that can have data. */
  readonly memberSince?: string | undefined;
  /** The last time a device delivered data; `undefined` when unknown. */
  readonly lastSyncedAt?: Date | undefined;
  /** The upstream's own answer, kept with the connection for the host. */
  readonly details: Readonly<Record<string, unknown>>;
}
