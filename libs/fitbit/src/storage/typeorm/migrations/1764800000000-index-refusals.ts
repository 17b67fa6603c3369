import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A refused grant is compared with the refusals, renewals and verdicts of the last minutes, one after the other. */
export class IndexRefusals1764800000000 implements MigrationInterface {
  readonly name = 'IndexRefusals1764800000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'CREATE INDEX user_fitbit_refused ON user_fitbit (refused_at) WHERE refused_at IS NOT NULL',
    );
    await queryRunner.query('CREATE INDEX user_fitbit_renewed ON user_fitbit (renewed_at) WHERE refused_at IS NULL');
    await queryRunner.query('CREATE INDEX user_fitbit_judged ON user_fitbit (judged_at) WHERE judged_at IS NOT NULL');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX user_fitbit_judged');
    await queryRunner.query('DROP INDEX user_fitbit_renewed');
    await queryRunner.query('DROP INDEX user_fitbit_refused');
  }
}
