import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { UserFitbit } from './user-fitbit.entity';

/** The ledger: per connection and resource, the days that are fetched, final, or announced as changed. */
@Entity({ name: 'fitbit_coverage' })
@Index('fitbit_coverage_changed_idx', ['connectionId'], { where: "changed <> '{}'" })
export class FitbitCoverage {
  @PrimaryColumn({ name: 'connection_id', type: 'uuid' })
  connectionId: string;

  @ManyToOne(() => UserFitbit, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'connection_id', foreignKeyConstraintName: 'fitbit_coverage_connection_fkey' })
  connection: Relation<UserFitbit>;

  @PrimaryColumn({ type: 'varchar', length: 64 })
  resource: string;

  /** Days for which an answer is stored. */
  @Column({ type: 'datemultirange', default: () => "'{}'" })
  fetched: string;

  /** Days whose values are not expected to change again. */
  @Column({ type: 'datemultirange', default: () => "'{}'" })
  final: string;

  /** Days that the upstream announced as changed, until a newer answer is stored. */
  @Column({ type: 'datemultirange', default: () => "'{}'" })
  changed: string;

  /** How many announcements of changed days were taken into the ledger. */
  @Column({ type: 'integer', default: 0 })
  changes: number;

  /** When days were last announced. */
  @Column({ name: 'announced_at', type: 'timestamptz', nullable: true })
  announcedAt: Date | null;

  /** The value of `changes` when the newest stored answer was requested. An answer to an older request is not stored. */
  @Column({ name: 'answered_changes', type: 'integer', default: 0 })
  answeredChanges: number;

  /** When the answer to an announcement was last stored. */
  @Column({ name: 'updated_at', type: 'timestamptz', nullable: true })
  updatedAt: Date | null;

  /** Incremented by each answer that altered stored values. */
  @Column({ type: 'integer', default: 0 })
  revision: number;
}
