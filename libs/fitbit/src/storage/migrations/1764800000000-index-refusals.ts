import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A refused grant is compared with the refusals, renewals and verdicts of the last minutes, one after the other. */
export class IndexRefusals1764800000000 implements MigrationInterface {
  readonly name = 'IndexRefusals1764800000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'CREATE INDEX fitbit_connection_refused ON fitbit_connection (refused_at) WHERE refused_at IS NOT NULL',
    );
    await queryRunner.query(
      'CREATE INDEX fitbit_connection_renewed ON fitbit_connection (renewed_at) WHERE refused_at IS NULL',
    );
    await queryRunner.query(
      'CREATE INDEX fitbit_connection_lost ON fitbit_connection (lost_at) WHERE lost_at IS NOT NULL',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX fitbit_connection_lost');
    await queryRunner.query('DROP INDEX fitbit_connection_renewed');
    await queryRunner.query('DROP INDEX fitbit_connection_refused');
  }
}
