import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { UserFitbit } from './user-fitbit.entity';

/** An answer that would have emptied most of a well-filled window. It counts once a later answer says the same. */
@Entity({ name: 'fitbit_suspicious_shrink' })
export class FitbitSuspiciousShrink {
  @PrimaryColumn({ name: 'connection_id', type: 'uuid' })
  connectionId: string;

  @ManyToOne(() => UserFitbit, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'connection_id', foreignKeyConstraintName: 'fitbit_suspicious_shrink_connection_fkey' })
  connection: Relation<UserFitbit>;

  @PrimaryColumn({ type: 'varchar', length: 64 })
  resource: string;

  @PrimaryColumn({ name: 'from_date', type: 'date' })
  from: string;

  @PrimaryColumn({ name: 'to_date', type: 'date' })
  to: string;

  /** SHA-256 of the dates that the answer contains. */
  @Column({ type: 'varchar', length: 64 })
  digest: string;

  @Column({ name: 'seen_at', type: 'timestamptz' })
  seenAt: Date;
}
