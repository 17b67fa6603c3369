import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whoever shows stored values can ask cheaply, and from any process, whether they are still the same. */
export class CountRevisions1764600000000 implements MigrationInterface {
  readonly name = 'CountRevisions1764600000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE fitbit_coverage ADD revision integer NOT NULL DEFAULT 0');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE fitbit_coverage DROP COLUMN revision');
  }
}
