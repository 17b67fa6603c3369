import type { CivilDate } from './civil-date';
import type { UpstreamName } from './upstream-name';

export const CONNECTION_STATES = ['active', 'reauthorization_required', 'upstream_gone', 'revoked'] as const;
/**
 * Data is read only in `active`. `reauthorization_required`: the upstream refuses the grant. `revoked`: it does, and has
 * reported that the user revoked access. Workers retry both for seven days; unless a retry succeeds, the user has to
 * connect again. `upstream_gone`: the API was shut down. It ends when any connection gets another answer than HTTP 410.
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

/** What a host reads from. */
export interface ReadFrom {
  readonly upstream: UpstreamName;
  /** The host says that this upstream was shut down. @defaultValue `false` */
  readonly upstreamGone?: boolean;
}

/** The upstream whose grants may be used; `null`, which no column equals in SQL, when it was shut down. */
export function usableUpstream({ upstream, upstreamGone = false }: ReadFrom): UpstreamName | null {
  return upstreamGone ? null : upstream;
}

/**
 * The connection as the host sees it. The grant of another upstream must never be sent to the host's, and that of one
 * that was shut down nowhere, so such a connection appears as `upstream_gone`. The stored state does not change: if the
 * host changes its options back, its connections are as they were before.
 */
export function seenFrom(host: ReadFrom, connection: Connection): Connection {
  return connection.upstream === usableUpstream(host) ? connection : { ...connection, state: 'upstream_gone' };
}

/** The time zone for connections whose user did not grant access to the time zone. */
export const FALLBACK_TIME_ZONE = 'UTC';

export function timeZoneOf(connection: Pick<Connection, 'timeZone'>): string {
  return connection.timeZone ?? FALLBACK_TIME_ZONE;
}
