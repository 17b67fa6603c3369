import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The inbox, and what the ledger needs to know of changes that were announced. */
export class CreateInbox1764050000000 implements MigrationInterface {
  readonly name = 'CreateInbox1764050000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE fitbit_pending_update (
        connection_id uuid NOT NULL
          CONSTRAINT fitbit_pending_update_connection_fkey REFERENCES fitbit_connection (id) ON DELETE CASCADE,
        collection varchar(63) COLLATE "C" NOT NULL,
        dates datemultirange NOT NULL,
        generation bigserial NOT NULL,
        seq integer NOT NULL DEFAULT 0,
        received_at timestamptz NOT NULL,
        PRIMARY KEY (connection_id, collection)
      )`);
    await queryRunner.query(`
      ALTER TABLE fitbit_coverage
        ADD changed datemultirange NOT NULL DEFAULT '{}',
        ADD changes integer NOT NULL DEFAULT 0,
        ADD announced_at timestamptz,
        ADD answered_changes integer NOT NULL DEFAULT 0,
        ADD updated_at timestamptz`);
    await queryRunner.query(
      "CREATE INDEX fitbit_coverage_changed ON fitbit_coverage (connection_id) WHERE changed <> '{}'",
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX fitbit_coverage_changed');
    await queryRunner.query(`
      ALTER TABLE fitbit_coverage
        DROP COLUMN changed, DROP COLUMN changes, DROP COLUMN announced_at, DROP COLUMN answered_changes, DROP COLUMN updated_at`);
    await queryRunner.query('DROP TABLE fitbit_pending_update');
  }
}
