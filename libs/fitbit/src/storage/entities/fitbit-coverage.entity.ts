import { Column, Entity, Generated, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
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

  /** Numbers the last announcement that was taken into the ledger. Requests take their numbers from the same sequence. */
  @Column({ name: 'announced_number', type: 'bigint' })
  @Generated('increment')
  announcedNumber: string;

  /** When days were last announced. */
  @Column({ name: 'announced_at', type: 'timestamptz', nullable: true })
  announcedAt: Date | null;

  /** The numbers of the last stored answers, the newest first. */
  @Column({ name: 'answer_numbers', type: 'bigint', array: true, default: () => "'{}'" })
  answerNumbers: string[];

  /** The days that each of them decided. */
  @Column({ name: 'answer_days', type: 'datemultirange', array: true, default: () => "'{}'" })
  answerDays: string[];

  /** An answer with this number or a lower one stands for several: what was decided by which of them is not known. */
  @Column({ name: 'merged_number', type: 'bigint', default: 0 })
  mergedNumber: string;

  /** When the answer to an announcement was last stored. */
  @Column({ name: 'updated_at', type: 'timestamptz', nullable: true })
  updatedAt: Date | null;

  /** Incremented by each answer that altered stored values. */
  @Column({ type: 'integer', default: 0 })
  revision: number;
}
