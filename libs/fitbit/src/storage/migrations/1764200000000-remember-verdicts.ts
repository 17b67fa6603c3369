import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When tokens were renewed, refused and judged lost; who is at work on a departure. */
export class RememberVerdicts1764200000000 implements MigrationInterface {
  readonly name = 'RememberVerdicts1764200000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE fitbit_connection
        ADD COLUMN refresh_token_expires_at timestamptz,
        ADD COLUMN renewed_at timestamptz,
        ADD COLUMN refused_at timestamptz,
        ADD COLUMN lost_at timestamptz`);
    await queryRunner.query('ALTER TABLE fitbit_pending_revocation ADD COLUMN held_until timestamptz');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE fitbit_pending_revocation DROP COLUMN held_until');
    await queryRunner.query(`
      ALTER TABLE fitbit_connection DROP COLUMN lost_at, DROP COLUMN refused_at, DROP COLUMN renewed_at,
        DROP COLUMN refresh_token_expires_at`);
  }
}
