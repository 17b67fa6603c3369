import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateFitbitTables1763800000000 implements MigrationInterface {
  readonly name = 'CreateFitbitTables1763800000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE fitbit_connection (
        id uuid PRIMARY KEY,
        user_id varchar(255) NOT NULL CONSTRAINT fitbit_connection_user UNIQUE,
        upstream varchar(32) NOT NULL,
        upstream_user_id varchar(63) NOT NULL CONSTRAINT fitbit_connection_account UNIQUE,
        legacy_user_id varchar(63) CONSTRAINT fitbit_connection_legacy_account UNIQUE,
        state varchar(32) NOT NULL,
        grant_epoch integer NOT NULL,
        version integer NOT NULL,
        sealed_tokens text NOT NULL,
        token_expires_at timestamptz NOT NULL,
        refresh_lease_until timestamptz,
        scopes text[] NOT NULL,
        time_zone varchar(64),
        member_since date,
        last_synced_at timestamptz,
        reread_at timestamptz NOT NULL DEFAULT now(),
        profile jsonb NOT NULL,
        connected_at timestamptz NOT NULL
      )`);
    await queryRunner.query(`
      CREATE TABLE fitbit_data_point (
        user_id varchar(255) NOT NULL,
        resource varchar(64) COLLATE "C" NOT NULL,
        date date NOT NULL,
        value varchar(32),
        PRIMARY KEY (user_id, resource, date)
      )`);
    await queryRunner.query(`
      CREATE TABLE fitbit_coverage (
        connection_id uuid NOT NULL
          CONSTRAINT fitbit_coverage_connection_fkey REFERENCES fitbit_connection (id) ON DELETE CASCADE,
        resource varchar(64) NOT NULL,
        fetched datemultirange NOT NULL DEFAULT '{}',
        final datemultirange NOT NULL DEFAULT '{}',
        PRIMARY KEY (connection_id, resource)
      )`);
    await queryRunner.query(`
      CREATE TABLE fitbit_authorization (
        state_hash varchar(64) PRIMARY KEY,
        user_id varchar(255) NOT NULL,
        browser_hash varchar(64) NOT NULL,
        sealed_verifier text NOT NULL,
        next text,
        expires_at timestamptz NOT NULL
      )`);
    await queryRunner.query('CREATE INDEX fitbit_authorization_expiry ON fitbit_authorization (expires_at)');
    await queryRunner.query(`
      CREATE TABLE fitbit_pending_revocation (
        id uuid PRIMARY KEY,
        connection_id uuid NOT NULL,
        upstream varchar(32) NOT NULL,
        upstream_user_id varchar(63) NOT NULL,
        sealed_tokens text NOT NULL,
        disconnected_at timestamptz NOT NULL
      )`);
    await queryRunner.query(
      'CREATE INDEX fitbit_pending_revocation_account ON fitbit_pending_revocation (upstream_user_id)',
    );
    await queryRunner.query(`
      CREATE TABLE fitbit_fetch_failure (
        connection_id uuid NOT NULL
          CONSTRAINT fitbit_fetch_failure_connection_fkey REFERENCES fitbit_connection (id) ON DELETE CASCADE,
        endpoint varchar(128) NOT NULL,
        from_date date NOT NULL,
        to_date date NOT NULL,
        attempts integer NOT NULL,
        code varchar(64) NOT NULL,
        message text NOT NULL,
        failed_at timestamptz NOT NULL,
        PRIMARY KEY (connection_id, endpoint, from_date, to_date)
      )`);
    await queryRunner.query(`
      CREATE TABLE fitbit_suspicious_shrink (
        connection_id uuid NOT NULL
          CONSTRAINT fitbit_suspicious_shrink_connection_fkey REFERENCES fitbit_connection (id) ON DELETE CASCADE,
        resource varchar(64) NOT NULL,
        from_date date NOT NULL,
        to_date date NOT NULL,
        digest varchar(64) NOT NULL,
        seen_at timestamptz NOT NULL,
        PRIMARY KEY (connection_id, resource, from_date, to_date)
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE fitbit_suspicious_shrink, fitbit_fetch_failure, fitbit_pending_revocation,
      fitbit_authorization, fitbit_coverage, fitbit_data_point, fitbit_connection`);
  }
}
