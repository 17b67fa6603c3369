import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One value of one day. Survives a disconnect: it belongs to the user, not to the connection. */
@Entity({ name: 'fitbit_data_point' })
export class TimeSeriesData {
  /** The host's id of the user, as text. */
  @PrimaryColumn({ name: 'user_id', type: 'varchar', length: 255 })
  userId: string;

  /** `category/name`, as in the catalogue. */
  @PrimaryColumn({ type: 'varchar', length: 64, collation: 'C' })
  resource: string;

  /** The civil date in the user's time zone. */
  @PrimaryColumn({ type: 'date' })
  date: string;

  /** Canonical decimal text in the resource's unit, or `HH:mm`. A row without one is not read. */
  @Column({ type: 'varchar', length: 32, nullable: true })
  value: string | null;
}
