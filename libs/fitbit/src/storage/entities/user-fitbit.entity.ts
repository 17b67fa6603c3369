import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ConnectionState } from '../../model/connection';

/**
 * One user's Fitbit connection; at most one per user, and one user per Fitbit account. Read only: whoever writes to it
 * beside the module may lose a grant.
 */
@Entity({ name: 'fitbit_connection' })
@Index('fitbit_connection_token_expiry', ['state', 'tokenExpiresAt', 'id'])
@Index('fitbit_connection_subscriptions_checked', ['state', 'upstream', 'subscriptionsCheckedAt'])
@Index('fitbit_connection_refused', ['refusedAt'], { where: 'refused_at IS NOT NULL' })
@Index('fitbit_connection_renewed', ['renewedAt'], { where: 'refused_at IS NULL' })
@Index('fitbit_connection_lost', ['lostAt'], { where: 'lost_at IS NOT NULL' })
export class UserFitbit {
  /** Goes into the seal of the tokens, so it never changes. */
  @PrimaryColumn('uuid')
  id: string;

  /** The host's id of the user, as text. */
  @Column({ name: 'user_id', type: 'varchar', length: 255, unique: true })
  userId: string;

  /** The remote API that gave the grant: one of `UPSTREAM_NAMES`. */
  @Column({ type: 'varchar', length: 32 })
  upstream: string;

  /** The upstream's id of the user: Google's `healthUserId`, Fitbit's encoded id. */
  @Column({ name: 'upstream_user_id', type: 'varchar', length: 63, unique: true })
  upstreamUserId: string;

  /** The id that the Fitbit Web API has, or had, for the same person; `null` when Google names none. */
  @Column({ name: 'legacy_user_id', type: 'varchar', length: 63, unique: true, nullable: true })
  legacyUserId: string | null;

  /** Only `active` reads data. */
  @Column({ type: 'varchar', length: 32 })
  state: ConnectionState;

  /** Goes up with every new grant; whatever was fetched under an older one is not stored. */
  @Column({ name: 'grant_epoch', type: 'integer' })
  grantEpoch: number;

  /** Goes up with every change of the tokens: compare-and-set. */
  @Column({ type: 'integer' })
  version: number;

  /** The grant, sealed with AES-256-GCM; this row's id is its additional data. */
  @Column({ name: 'sealed_tokens', type: 'text' })
  sealedTokens: string;

  /** When the access token ends; it is renewed before. */
  @Column({ name: 'token_expires_at', type: 'timestamptz' })
  tokenExpiresAt: Date;

  /** Set when the upstream limits the refresh token too, as Google does for projects in testing. */
  @Column({ name: 'refresh_token_expires_at', type: 'timestamptz', nullable: true })
  refreshTokenExpiresAt: Date | null;

  /** The last time the upstream renewed the tokens. */
  @Column({ name: 'renewed_at', type: 'timestamptz', nullable: true })
  renewedAt: Date | null;

  /** The last time it refused the newest of them; `NULL` after a renewal. */
  @Column({ name: 'refused_at', type: 'timestamptz', nullable: true })
  refusedAt: Date | null;

  /** When the grant was judged lost. */
  @Column({ name: 'lost_at', type: 'timestamptz', nullable: true })
  lostAt: Date | null;

  /** A process that refreshes holds the lease until then; no lock is held while it waits for the upstream. */
  @Column({ name: 'refresh_lease_until', type: 'timestamptz', nullable: true })
  refreshLeaseUntil: Date | null;

  /** The granted scopes, in the upstream's own spelling. */
  @Column({ type: 'text', array: true })
  scopes: string[];

  /** IANA zone of the user's civil days; `null` when the user did not grant it, and days are counted in UTC. */
  @Column({ name: 'time_zone', type: 'varchar', length: 64, nullable: true })
  timeZone: string | null;

  /** The first day that can have data, `yyyy-MM-dd`; `null` when the user did not grant it. */
  @Column({ name: 'member_since', type: 'date', nullable: true })
  memberSince: string | null;

  /** The last time a device is known to have delivered data. */
  @Column({ name: 'last_synced_at', type: 'timestamptz', nullable: true })
  lastSyncedAt: Date | null;

  /** When the most recent days were last planned to be read again. */
  @Column({ name: 'reread_at', type: 'timestamptz', default: () => 'now()' })
  rereadAt: Date;

  /** When all days that may still change were. */
  @Column({ name: 'reread_all_at', type: 'timestamptz', default: () => 'now()' })
  rereadAllAt: Date;

  /** When final days were last opened, to be read once again; `null`: that is due. */
  @Column({ name: 'reopened_at', type: 'timestamptz', nullable: true })
  reopenedAt: Date | null;

  /** When this user's subscriptions were last compared with what they should be; `null`: not since the last grant. */
  @Column({ name: 'subscriptions_checked_at', type: 'timestamptz', nullable: true })
  subscriptionsCheckedAt: Date | null;

  /** The profile as the upstream last gave it, in its own words. */
  @Column({ type: 'jsonb' })
  profile: Record<string, unknown>;

  /** When the user last connected. */
  @Column({ name: 'connected_at', type: 'timestamptz' })
  connectedAt: Date;
}
