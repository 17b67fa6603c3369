import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { ConnectionState } from '../../model/connection';

/**
 * One user's Fitbit connection: at most one per user, and at most one user per Fitbit account. Treat it as read-only: a
 * write from outside the module can lose the user's grant.
 */
@Entity({ name: 'fitbit_connection' })
@Unique('fitbit_connection_user_key', ['userId'])
@Unique('fitbit_connection_account_key', ['upstreamUserId'])
@Unique('fitbit_connection_legacy_account_key', ['legacyUserId'])
@Index('fitbit_connection_token_expiry_idx', ['state', 'tokenExpiresAt', 'id'])
@Index('fitbit_connection_subscriptions_checked_idx', ['state', 'upstream', 'subscriptionsCheckedAt'])
@Index('fitbit_connection_holes_due_idx', ['upstream', 'holesDueAt', 'id'], { where: "state = 'active'" })
@Index('fitbit_connection_reread_idx', ['upstream', 'rereadAt', 'id'], { where: "state = 'active'" })
@Index('fitbit_connection_reread_all_idx', ['upstream', 'rereadAllAt', 'id'], { where: "state = 'active'" })
@Index('fitbit_connection_refused_idx', ['refusedAt'], { where: 'refused_at IS NOT NULL' })
@Index('fitbit_connection_renewed_idx', ['renewedAt'], { where: 'refused_at IS NULL' })
@Index('fitbit_connection_refresh_lease_idx', ['refreshLeaseUntil'], { where: 'refresh_lease_until IS NOT NULL' })
@Index('fitbit_connection_lost_idx', ['lostAt'], { where: 'lost_at IS NOT NULL' })
export class UserFitbit {
  /** Never changes: the tokens are sealed with it as additional data. */
  @PrimaryColumn('uuid')
  id: string;

  /** The host's id of the user, as text. */
  @Column({ name: 'user_id', type: 'varchar', length: 255 })
  userId: string;

  /** The remote API that issued the grant, one of `UPSTREAM_NAMES`. */
  @Column({ type: 'varchar', length: 32 })
  upstream: string;

  /** The upstream's id of the user: Google's `healthUserId` or Fitbit's encoded id. */
  @Column({ name: 'upstream_user_id', type: 'varchar', length: 63 })
  upstreamUserId: string;

  /** The Fitbit Web API's id of the same person; `null` when Google returns none. */
  @Column({ name: 'legacy_user_id', type: 'varchar', length: 63, nullable: true })
  legacyUserId: string | null;

  /** Data is read only in state `active`. */
  @Column({ type: 'varchar', length: 32 })
  state: ConnectionState;

  /** Incremented by every new grant. An answer that was fetched under an older grant is not stored. */
  @Column({ name: 'grant_epoch', type: 'integer' })
  grantEpoch: number;

  /** Incremented by every change of the tokens, for compare-and-set. */
  @Column({ type: 'integer' })
  version: number;

  /** The token pair, sealed with AES-256-GCM; the additional data is the id of this row. */
  @Column({ name: 'sealed_tokens', type: 'text' })
  sealedTokens: string;

  /** When the access token expires. It is renewed before. */
  @Column({ name: 'token_expires_at', type: 'timestamptz' })
  tokenExpiresAt: Date;

  /** When the refresh token expires; `null` when the upstream does not limit it. Google does so for projects in testing. */
  @Column({ name: 'refresh_token_expires_at', type: 'timestamptz', nullable: true })
  refreshTokenExpiresAt: Date | null;

  /** When the upstream last renewed the tokens. */
  @Column({ name: 'renewed_at', type: 'timestamptz', nullable: true })
  renewedAt: Date | null;

  /** When the upstream last refused the current tokens; `null` after a renewal. */
  @Column({ name: 'refused_at', type: 'timestamptz', nullable: true })
  refusedAt: Date | null;

  /** When the grant was marked as lost; `null` otherwise. */
  @Column({ name: 'lost_at', type: 'timestamptz', nullable: true })
  lostAt: Date | null;

  /**
   * Until when one process holds the lease on refreshing the tokens. No lock is held while it waits for the upstream. A
   * time in the past: the refresh is unfinished and waits to be repeated.
   */
  @Column({ name: 'refresh_lease_until', type: 'timestamptz', nullable: true })
  refreshLeaseUntil: Date | null;

  /** When the first refresh of these tokens began that has no known outcome; `null` when there is none. */
  @Column({ name: 'refresh_begun_at', type: 'timestamptz', nullable: true })
  refreshBegunAt: Date | null;

  /** The granted scopes, in the upstream's own spelling. */
  @Column({ type: 'text', array: true })
  scopes: string[];

  /** IANA time zone of the user's civil dates; `null` when the user did not grant it, which counts as UTC. */
  @Column({ name: 'time_zone', type: 'varchar', length: 64, nullable: true })
  timeZone: string | null;

  /** The first day that can have data, as `yyyy-MM-dd`; `null` when the user did not grant it. */
  @Column({ name: 'member_since', type: 'date', nullable: true })
  memberSince: string | null;

  /** When a device last synced, as far as the upstream says. */
  @Column({ name: 'last_synced_at', type: 'timestamptz', nullable: true })
  lastSyncedAt: Date | null;

  /** When the connection may lack days: at once after a new grant, else when its next day begins or a pause is over. */
  @Column({ name: 'holes_due_at', type: 'timestamptz', default: () => 'now()' })
  holesDueAt: Date;

  /** When reading the most recent days again was last planned. */
  @Column({ name: 'reread_at', type: 'timestamptz', default: () => 'now()' })
  rereadAt: Date;

  /** When reading all days that may still change was last planned. */
  @Column({ name: 'reread_all_at', type: 'timestamptz', default: () => 'now()' })
  rereadAllAt: Date;

  /** When final days were last opened, so that they are read again; `null` when that is due. */
  @Column({ name: 'reopened_at', type: 'timestamptz', nullable: true })
  reopenedAt: Date | null;

  /** When the subscriptions were last compared with the wanted ones; `null` when not since the last grant. */
  @Column({ name: 'subscriptions_checked_at', type: 'timestamptz', nullable: true })
  subscriptionsCheckedAt: Date | null;

  /** The upstream's last profile answer, in its own format. */
  @Column({ type: 'jsonb' })
  profile: Record<string, unknown>;

  /** When the user last connected. */
  @Column({ name: 'connected_at', type: 'timestamptz' })
  connectedAt: Date;
}
