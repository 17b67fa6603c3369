import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { UserFitbit } from './user-fitbit.entity';

/** The ledger: which days of a resource have an answer, and which will not change any more. */
@Entity({ name: 'fitbit_coverage' })
@Index('fitbit_coverage_changed', ['connectionId'], { where: "changed <> '{}'" })
export class FitbitCoverage {
  @PrimaryColumn({ name: 'connection_id', type: 'uuid' })
  connectionId: string;

  @ManyToOne(() => UserFitbit, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'connection_id', foreignKeyConstraintName: 'fitbit_coverage_connection_fkey' })
  connection: Relation<UserFitbit>;

  @PrimaryColumn({ type: 'varchar', length: 64 })
  resource: string;

  @Column({ type: 'datemultirange', default: () => "'{}'" })
  fetched: string;

  @Column({ type: 'datemultirange', default: () => "'{}'" })
  final: string;

  /** Days that the upstream announced as changed, and of which no newer answer is stored yet. */
  @Column({ type: 'datemultirange', default: () => "'{}'" })
  changed: string;

  /** How often days were announced. */
  @Column({ type: 'integer', default: 0 })
  changes: number;

  /** When days were last announced. */
  @Column({ name: 'announced_at', type: 'timestamptz', nullable: true })
  announcedAt: Date | null;

  /** How many announcements were known when the newest stored answer was asked for: an older answer is not written over it. */
  @Column({ name: 'answered_changes', type: 'integer', default: 0 })
  answeredChanges: number;

  /** When the answer to an announcement was last stored. */
  @Column({ name: 'updated_at', type: 'timestamptz', nullable: true })
  updatedAt: Date | null;

  /** Grows with each answer that altered stored values. */
  @Column({ type: 'integer', default: 0 })
  revision: number;
}
