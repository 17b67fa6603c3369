import type { CivilDate } from './civil-date';
import type { UpstreamName } from './upstream-name';

export const CONNECTION_STATES = ['active', 'reauthorization_required', 'upstream_gone', 'revoked'] as const;
/**
 * Data is read only in `active`. `reauthorization_required`: the upstream refuses the grant. Workers retry for seven days;
 * unless a retry succeeds, the user has to connect again. `upstream_gone` (the API was shut down) and `revoked` (the user
 * revoked access at the upstream) end only when the user connects again.
 */
export type ConnectionState = (typeof CONNECTION_STATES)[number];

/** One user's grant. Its tokens are sealed. */
export interface Connection {
  readonly id: string;
  /** The host's id of the user, as text. */
  readonly userId: string;
  /** The remote API that issued the grant, one of `UPSTREAM_NAMES`. */
  readonly upstream: string;
  /** The upstream's id of the user: Google's `healthUserId`, Fitbit's encoded id. */
  readonly upstreamUserId: string;
  /** The id of the same person in the Fitbit Web API; `null` when Google does not return one. */
  readonly legacyUserId: string | null;
  readonly state: ConnectionState;
  /** Increases with every new grant. Answers that were fetched with an older grant are not stored. */
  readonly grantEpoch: number;
  /** Increases with every change of the tokens, for compare-and-set. */
  readonly version: number;
  readonly sealedTokens: string;
  readonly tokenExpiresAt: Date;
  /** When the grant expires; `null` when the upstream sets no limit. */
  readonly refreshTokenExpiresAt: Date | null;
  /** When the tokens were last refreshed; `null` if never. */
  readonly renewedAt: Date | null;
  /** The granted scopes, in the upstream's own spelling. */
  readonly scopes: readonly string[];
  /** The user's IANA time zone; `null` when the user did not grant access to it. */
  readonly timeZone: string | null;
  /** The first day that can have data, where an import begins; `null` when the user did not grant access to it. */
  readonly memberSince: CivilDate | null;
  readonly lastSyncedAt: Date | null;
  readonly profile: Readonly<Record<string, unknown>>;
  readonly connectedAt: Date;
}

/**
 * The connection as seen by a host that reads from `upstream`. The grant of another upstream must never be sent there, so
 * such a connection appears as `upstream_gone`. The stored state does not change: if the host switches back, its
 * connections are as they were before.
 */
export function seenFrom(upstream: UpstreamName, connection: Connection): Connection {
  return connection.upstream === upstream ? connection : { ...connection, state: 'upstream_gone' };
}

/** The time zone for connections whose user did not grant access to the time zone. */
export const FALLBACK_TIME_ZONE = 'UTC';

export function timeZoneOf(connection: Pick<Connection, 'timeZone'>): string {
  return connection.timeZone ?? FALLBACK_TIME_ZONE;
}
