import { Column, Entity, PrimaryColumn } from 'typeorm';

/** When a sweep last ran, in any process, and whether it runs now. */
@Entity({ name: 'fitbit_sweep' })
export class FitbitSweep {
  @PrimaryColumn({ type: 'varchar', length: 32 })
  name: string;

  /** When the last run began. */
  @Column({ name: 'swept_at', type: 'timestamptz' })
  sweptAt: Date;

  /** Identifies the run that has not ended; `null` when none runs. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  holder: string | null;

  /** Until when the run holds its lease. It renews the lease while it runs; `null` when none runs. */
  @Column({ name: 'held_until', type: 'timestamptz', nullable: true })
  heldUntil: Date | null;

  /** A digest of the options that decide what the sweep looks for; `null` where they do not matter. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  settings: string | null;
}
