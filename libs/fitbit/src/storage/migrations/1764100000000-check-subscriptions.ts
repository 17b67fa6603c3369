import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Subscriptions are compared with what they should be, connection after connection. */
export class CheckSubscriptions1764100000000 implements MigrationInterface {
  readonly name = 'CheckSubscriptions1764100000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE fitbit_connection ADD subscriptions_checked_at timestamptz');
    await queryRunner.query(
      'CREATE INDEX fitbit_connection_subscriptions_checked ON fitbit_connection (state, upstream, subscriptions_checked_at)',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX fitbit_connection_subscriptions_checked');
    await queryRunner.query('ALTER TABLE fitbit_connection DROP COLUMN subscriptions_checked_at');
  }
}
