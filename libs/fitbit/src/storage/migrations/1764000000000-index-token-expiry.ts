import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds the tokens that have expired, in the order in which `refresh-tokens` walks through them. */
export class IndexTokenExpiry1764000000000 implements MigrationInterface {
  readonly name = 'IndexTokenExpiry1764000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'CREATE INDEX fitbit_connection_token_expiry ON fitbit_connection (state, token_expires_at, id)',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX fitbit_connection_token_expiry');
  }
}
