import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import type { FitbitErrorCode } from '../../model/error-code';
import type { ResourceName } from '../../model/resource';
import { UserFitbit } from './user-fitbit.entity';

/** A window whose fetch failed, and why. Removed once an answer for the window is stored. */
@Entity({ name: 'fitbit_fetch_failure' })
export class FitbitFetchFailure {
  @PrimaryColumn({ name: 'connection_id', type: 'uuid' })
  connectionId: string;

  @ManyToOne(() => UserFitbit, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'connection_id', foreignKeyConstraintName: 'fitbit_fetch_failure_connection_fkey' })
  connection: Relation<UserFitbit>;

  @PrimaryColumn({ type: 'varchar', length: 128 })
  endpoint: string;

  @PrimaryColumn({ name: 'from_date', type: 'date' })
  from: string;

  @PrimaryColumn({ name: 'to_date', type: 'date' })
  to: string;

  @Column({ type: 'text', array: true })
  resources: ResourceName[];

  @Column({ type: 'integer' })
  attempts: number;

  @Column({ type: 'varchar', length: 64 })
  code: FitbitErrorCode;

  @Column({ type: 'text' })
  message: string;

  @Column({ name: 'failed_at', type: 'timestamptz' })
  failedAt: Date;

  @Column({ name: 'next_attempt_at', type: 'timestamptz' })
  nextAttemptAt: Date;
}
