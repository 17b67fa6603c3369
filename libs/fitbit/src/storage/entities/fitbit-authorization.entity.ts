import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An authorization request whose grant is not stored yet. Single use, valid for ten minutes. */
@Entity({ name: 'fitbit_authorization' })
export class FitbitAuthorization {
  /** SHA-256 of the state. A reader of the table cannot finish an authorization with it. */
  @PrimaryColumn({ name: 'state_hash', type: 'varchar', length: 64 })
  stateHash: string;

  @Index('fitbit_authorization_user_idx')
  @Column({ name: 'user_id', type: 'varchar', length: 255 })
  userId: string;

  /** SHA-256 of the cookie that binds the authorization to one browser. */
  @Column({ name: 'browser_hash', type: 'varchar', length: 64 })
  browserHash: string;

  /** The PKCE code verifier, sealed. */
  @Column({ name: 'sealed_verifier', type: 'text' })
  sealedVerifier: string;

  @Column({ type: 'text', nullable: true })
  next: string | null;

  @Index('fitbit_authorization_expiry_idx')
  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt: Date;

  /** Until when the callback's process holds the lease; set once the state is used. */
  @Column({ name: 'held_until', type: 'timestamptz', nullable: true })
  heldUntil: Date | null;
}
