import type { Connection, ConnectionState } from '../model/connection';

/** A row of `fitbit_connection` as the driver returns it, with `member_since` as text. */
export interface ConnectionRow {
  readonly id: string;
  readonly user_id: string;
  readonly upstream: string;
  readonly upstream_user_id: string;
  readonly legacy_user_id: string | null;
  readonly state: ConnectionState;
  readonly grant_epoch: number;
  readonly version: number;
  readonly sealed_tokens: string;
  readonly token_expires_at: Date;
  readonly refresh_token_expires_at: Date | null;
  readonly renewed_at: Date | null;
  readonly scopes: string[];
  readonly time_zone: string | null;
  readonly member_since: string | null;
  readonly last_synced_at: Date | null;
  readonly profile: Record<string, unknown>;
  readonly connected_at: Date;
}

/** For statements that run before every fetch: building an entity would cost more than the query. */
export function connectionOf(row: ConnectionRow): Connection {
  return {
    id: row.id,
    userId: row.user_id,
    upstream: row.upstream,
    upstreamUserId: row.upstream_user_id,
    legacyUserId: row.legacy_user_id,
    state: row.state,
    grantEpoch: row.grant_epoch,
    version: row.version,
    sealedTokens: row.sealed_tokens,
    tokenExpiresAt: row.token_expires_at,
    refreshTokenExpiresAt: row.refresh_token_expires_at,
    renewedAt: row.renewed_at,
    scopes: row.scopes,
    timeZone: row.time_zone,
    memberSince: row.member_since,
    lastSyncedAt: row.last_synced_at,
    profile: row.profile,
    connectedAt: row.connected_at,
  };
}
