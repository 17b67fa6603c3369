import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { UserFitbit } from './user-fitbit.entity';

/** The ledger: which days of a resource have an answer, and which will not change any more. */
@Entity({ name: 'fitbit_coverage' })
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
}
