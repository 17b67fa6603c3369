import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The value of one resource on one day. It belongs to the user, not to the connection, and survives a disconnect. */
@Entity({ name: 'fitbit_data_point' })
export class TimeSeriesData {
  /** The host's id of the user, as text. */
  @PrimaryColumn({ name: 'user_id', type: 'varchar', length: 255 })
  userId: string;

  /** `category/name`, as in the catalogue of resources. */
  @PrimaryColumn({ type: 'varchar', length: 64, collation: 'C' })
  resource: string;

  /** The civil date in the user's time zone. */
  @PrimaryColumn({ type: 'date' })
  date: string;

  /** Canonical decimal text in the resource's unit, or `HH:mm`. Rows without a value are skipped. */
  @Column({ type: 'varchar', length: 32, nullable: true })
  value: string | null;
}
