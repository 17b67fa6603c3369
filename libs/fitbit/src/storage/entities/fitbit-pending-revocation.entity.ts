import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A grant that was given up and must still be revoked upstream. Its connection is removed, or has another account. */
@Entity({ name: 'fitbit_pending_revocation' })
@Index('fitbit_pending_revocation_age_idx', ['disconnectedAt', 'id'])
export class FitbitPendingRevocation {
  @PrimaryColumn('uuid')
  id: string;

  /** The id of the connection. The tokens are sealed with it as additional data. */
  @Column({ name: 'connection_id', type: 'uuid' })
  connectionId: string;

  /** The host's id of the user; `null` once the user is erased. While a callback of the user runs, nothing is revoked. */
  @Index('fitbit_pending_revocation_user_idx')
  @Column({ name: 'user_id', type: 'varchar', length: 255, nullable: true })
  userId: string | null;

  @Column({ type: 'varchar', length: 32 })
  upstream: string;

  @Index('fitbit_pending_revocation_account_idx')
  @Column({ name: 'upstream_user_id', type: 'varchar', length: 63 })
  upstreamUserId: string;

  @Column({ name: 'sealed_tokens', type: 'text' })
  sealedTokens: string;

  /** Of the tokens, counted on from the connection's. Sealing them with another key is no new version. */
  @Column({ type: 'integer', default: 0 })
  version: number;

  /** In milliseconds, as a `Date` is: pages begin after the time and id of a row. */
  @Column({ name: 'disconnected_at', type: 'timestamptz', precision: 3 })
  disconnectedAt: Date;

  /** Until when one process holds the lease, to revoke the grant or to connect the account again. */
  @Column({ name: 'held_until', type: 'timestamptz', nullable: true })
  heldUntil: Date | null;

  /** Who holds the lease. It differs for each attempt. */
  @Column({ name: 'held_by', type: 'uuid', nullable: true })
  heldBy: string | null;
}
