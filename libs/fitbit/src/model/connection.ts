import type { CivilDate } from './civil-date';
import type { UpstreamName } from './upstream-name';

export const CONNECTION_STATES = ['active', 'reauthorization_required', 'upstream_gone', 'revoked'] as const;
/**
 * Only `active` reads data. `reauthorization_required`: the upstream refuses the grant; unless a later try succeeds
 * (workers try for seven days), the user has to connect again. `upstream_gone` (the API was turned down) and `revoked`
 * (the user took the permission back) end only when the user connects again.
 */
export type ConnectionState = (typeof CONNECTION_STATES)[number];

/** One user's grant, without its tokens in the clear. */
export interface Connection {
  readonly id: string;
  /** The host's id of the user, as text. */
  readonly userId: string;
  /** The remote API that gave the grant: one of `UPSTREAM_NAMES`. */
  readonly upstream: string;
  /** The upstream's id of the user: Google's `healthUserId`, Fitbit's encoded id. */
  readonly upstreamUserId: string;
  /** The id that the Fitbit Web API has, or had, for the same person; `null` when Google names none. */
  readonly legacyUserId: string | null;
  readonly state: ConnectionState;
  /** Goes up with every new grant; whatever was fetched under an older one is not stored. */
  readonly grantEpoch: number;
  /** Goes up with every change of the tokens: compare-and-set. */
  readonly version: number;
  readonly sealedTokens: string;
  readonly tokenExpiresAt: Date;
  /** When the grant ends by itself; `null` when the upstream names no such time. */
  readonly refreshTokenExpiresAt: Date | null;
  /** The last time the upstream renewed the tokens. */
  readonly renewedAt: Date | null;
  /** The granted scopes, in the upstream's own spelling. */
  readonly scopes: readonly string[];
  /** IANA zone of the user's civil days; `null` when the user did not grant it. */
  readonly timeZone: string | null;
  /** The first day that can have data, where an import begins; `null` when the user did not grant it. */
  readonly memberSince: CivilDate | null;
  readonly lastSyncedAt: Date | null;
  readonly profile: Readonly<Record<string, unknown>>;
  readonly connectedAt: Date;
}

/**
 * A connection as a host sees it that reads from `upstream`. The grant of another one is of no use there and must never
 * be shown to it, so the connection counts as `upstream_gone`. Nothing of this is stored: a host that goes back to the
 * other upstream finds its connections as they were.
 */
export function seenFrom(upstream: UpstreamName, connection: Connection): Connection {
  return connection.upstream === upstream ? connection : { ...connection, state: 'upstream_gone' };
}

/** The zone in which a connection counts its days, when the user did not grant the right one. */
export const FALLBACK_TIME_ZONE = 'UTC';

export function timeZoneOf(connection: Pick<Connection, 'timeZone'>): string {
  return connection.timeZone ?? FALLBACK_TIME_ZONE;
}
