import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Processes take turns at sweeping; all changing days are read again more rarely than the recent ones. */
export class CreateSweeps1764060000000 implements MigrationInterface {
  readonly name = 'CreateSweeps1764060000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE TABLE fitbit_sweep (name varchar(32) PRIMARY KEY, swept_at timestamptz NOT NULL)');
    await queryRunner.query('ALTER TABLE fitbit_connection ADD reread_all_at timestamptz NOT NULL DEFAULT now()');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE fitbit_connection DROP COLUMN reread_all_at');
    await queryRunner.query('DROP TABLE fitbit_sweep');
  }
}
