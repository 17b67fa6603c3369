import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Announcements may be lost without anybody noticing: final days are read once again from time to time. */
export class ReopenFinalDays1764700000000 implements MigrationInterface {
  readonly name = 'ReopenFinalDays1764700000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE fitbit_connection ADD reopened_at timestamptz');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE fitbit_connection DROP COLUMN reopened_at');
  }
}
