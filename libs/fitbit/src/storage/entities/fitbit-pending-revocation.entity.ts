import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A sealed grant that waits for its revocation after the connection is gone. */
@Entity({ name: 'fitbit_pending_revocation' })
export class FitbitPendingRevocation {
  @PrimaryColumn('uuid')
  id: string;

  /** The id of the connection that was: the additional data with which the tokens are sealed. */
  @Column({ name: 'connection_id', type: 'uuid' })
  connectionId: string;

  @Column({ type: 'varchar', length: 32 })
  upstream: string;

  @Index('fitbit_pending_revocation_account')
  @Column({ name: 'upstream_user_id', type: 'varchar', length: 63 })
  upstreamUserId: string;

  @Column({ name: 'sealed_tokens', type: 'text' })
  sealedTokens: string;

  @Column({ name: 'disconnected_at', type: 'timestamptz' })
  disconnectedAt: Date;

  /** Until then one process is at work on it: to revoke the grant, or to connect the account anew. */
  @Column({ name: 'held_until', type: 'timestamptz', nullable: true })
  heldUntil: Date | null;
}
