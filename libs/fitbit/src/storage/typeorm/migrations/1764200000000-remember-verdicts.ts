import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When tokens were renewed, refused and judged lost; who is at work on a departure. */
export class RememberVerdicts1764200000000 implements MigrationInterface {
  readonly name = 'RememberVerdicts1764200000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE user_fitbit
        ADD COLUMN refresh_token_expires_at timestamptz,
        ADD COLUMN renewed_at timestamptz,
        ADD COLUMN refused_at timestamptz,
        ADD COLUMN judged_at timestamptz`);
    await queryRunner.query('ALTER TABLE fitbit_departure ADD COLUMN held_until timestamptz');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE fitbit_departure DROP COLUMN held_until');
    await queryRunner.query(`
      ALTER TABLE user_fitbit DROP COLUMN judged_at, DROP COLUMN refused_at, DROP COLUMN renewed_at,
        DROP COLUMN refresh_token_expires_at`);
  }
}
