import { Column, Entity, PrimaryColumn } from 'typeorm';

/** When a sweep last ran, in any process. */
@Entity({ name: 'fitbit_sweep' })
export class FitbitSweep {
  @PrimaryColumn({ type: 'varchar', length: 32 })
  name: string;

  @Column({ name: 'swept_at', type: 'timestamptz' })
  sweptAt: Date;
}
