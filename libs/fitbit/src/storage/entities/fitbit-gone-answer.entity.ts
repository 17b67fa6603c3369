import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The answers of HTTP 410 that the token endpoint of an upstream has given since its last other answer. */
@Entity({ name: 'fitbit_gone_answer' })
export class FitbitGoneAnswer {
  @PrimaryColumn({ type: 'varchar', length: 32 })
  upstream: string;

  @Column({ name: 'first_at', type: 'timestamptz' })
  firstAt: Date;

  /** How many there were, the first one included. */
  @Column({ type: 'integer' })
  attempts: number;
}
