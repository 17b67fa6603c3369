import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What failed knows what it was for and when it is tried again. What is still failing comes back by itself. */
export class ScheduleFailedFetches1764300000000 implements MigrationInterface {
  readonly name = 'ScheduleFailedFetches1764300000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DELETE FROM fitbit_fetch_failure');
    await queryRunner.query(
      'ALTER TABLE fitbit_fetch_failure ADD resources text[] NOT NULL, ADD next_attempt_at timestamptz NOT NULL',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE fitbit_fetch_failure DROP resources, DROP next_attempt_at');
  }
}
