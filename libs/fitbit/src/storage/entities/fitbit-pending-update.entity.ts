import { Column, Entity, Generated, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { UserFitbit } from './user-fitbit.entity';

/** The inbox: what the upstream announced of a connection's collection and nobody has taken into the ledger yet. */
@Entity({ name: 'fitbit_pending_update' })
export class FitbitPendingUpdate {
  @PrimaryColumn({ name: 'connection_id', type: 'uuid' })
  connectionId: string;

  @ManyToOne(() => UserFitbit, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'connection_id', foreignKeyConstraintName: 'fitbit_pending_update_connection_fkey' })
  connection: Relation<UserFitbit>;

  @PrimaryColumn({ type: 'varchar', length: 63, collation: 'C' })
  collection: string;

  /** Civil dates of the user. */
  @Column({ type: 'datemultirange' })
  dates: string;

  /** Never used twice: a row that is made anew has another one, and so another bell. */
  @Column({ type: 'bigint' })
  @Generated('increment')
  generation: string;

  /** Goes up with every notification that joins the row: who saw an older one may not remove it. */
  @Column({ type: 'integer', default: 0 })
  seq: number;

  @Column({ name: 'received_at', type: 'timestamptz' })
  receivedAt: Date;
}
