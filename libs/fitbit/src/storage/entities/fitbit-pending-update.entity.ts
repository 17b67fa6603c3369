import { Column, Entity, Generated, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { UserFitbit } from './user-fitbit.entity';

/** The inbox: announced changes of one collection of a connection that are not in the ledger yet. */
@Entity({ name: 'fitbit_pending_update' })
export class FitbitPendingUpdate {
  @PrimaryColumn({ name: 'connection_id', type: 'uuid' })
  connectionId: string;

  @ManyToOne(() => UserFitbit, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'connection_id', foreignKeyConstraintName: 'fitbit_pending_update_connection_fkey' })
  connection: Relation<UserFitbit>;

  @PrimaryColumn({ type: 'varchar', length: 63, collation: 'C' })
  collection: string;

  /** The announced days, as civil dates of the user. */
  @Column({ type: 'datemultirange' })
  dates: string;

  /** Never reused: a row that is created again has another generation, and so another wake-up job. */
  @Column({ type: 'bigint' })
  @Generated('increment')
  generation: string;

  /** Incremented by every notification that joins the row. A reader removes the row only with the `seq` that it saw. */
  @Column({ type: 'integer', default: 0 })
  seq: number;

  @Column({ name: 'received_at', type: 'timestamptz' })
  receivedAt: Date;
}
