import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Subscriptions are compared with what they should be, connection after connection. */
export class CheckSubscriptions1764100000000 implements MigrationInterface {
  readonly name = 'CheckSubscriptions1764100000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE user_fitbit ADD subscriptions_checked_at timestamptz');
    await queryRunner.query(
      'CREATE INDEX user_fitbit_subscriptions_checked ON user_fitbit (state, upstream, subscriptions_checked_at)',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX user_fitbit_subscriptions_checked');
    await queryRunner.query('ALTER TABLE user_fitbit DROP COLUMN subscriptions_checked_at');
  }
}
