import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Creates every table of the module. `docs/schema.sql` shows the result. */
export class CreateFitbitTables1796000000000 implements MigrationInterface {
  readonly name = 'CreateFitbitTables1796000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, ...INDEXES]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE fitbit_gone_answer, fitbit_sweep, fitbit_authorization, fitbit_pending_revocation, fitbit_data_point,
        fitbit_suspicious_shrink, fitbit_fetch_failure, fitbit_pending_update, fitbit_coverage, fitbit_connection`);
  }
}

const TABLES = [
  `CREATE TABLE fitbit_connection (
    id uuid CONSTRAINT fitbit_connection_pkey PRIMARY KEY,
    user_id varchar(255) NOT NULL CONSTRAINT fitbit_connection_user_key UNIQUE,
    upstream varchar(32) NOT NULL,
    upstream_user_id varchar(63) NOT NULL CONSTRAINT fitbit_connection_account_key UNIQUE,
    legacy_user_id varchar(63) CONSTRAINT fitbit_connection_legacy_account_key UNIQUE,
    state varchar(32) NOT NULL,
    grant_epoch integer NOT NULL,
    version integer NOT NULL,
    sealed_tokens text NOT NULL,
    token_expires_at timestamptz NOT NULL,
    refresh_token_expires_at timestamptz,
    renewed_at timestamptz,
    refused_at timestamptz,
    lost_at timestamptz,
    refresh_lease_until timestamptz,
    refresh_begun_at timestamptz,
    scopes text[] NOT NULL,
    time_zone varchar(64),
    member_since date,
    last_synced_at timestamptz,
    holes_due_at timestamptz NOT NULL DEFAULT now(),
    reread_at timestamptz NOT NULL DEFAULT now(),
    reread_all_at timestamptz NOT NULL DEFAULT now(),
    reopened_at timestamptz,
    subscriptions_checked_at timestamptz,
    profile jsonb NOT NULL,
    connected_at timestamptz NOT NULL
  )`,
  `CREATE TABLE fitbit_coverage (
    connection_id uuid
      CONSTRAINT fitbit_coverage_connection_fkey REFERENCES fitbit_connection (id) ON DELETE CASCADE,
    resource varchar(64),
    fetched datemultirange NOT NULL DEFAULT '{}',
    final datemultirange NOT NULL DEFAULT '{}',
    changed datemultirange NOT NULL DEFAULT '{}',
    announced_number bigserial NOT NULL,
    announced_at timestamptz,
    answer_numbers bigint[] NOT NULL DEFAULT '{}',
    answer_days datemultirange[] NOT NULL DEFAULT '{}',
    merged_number bigint NOT NULL DEFAULT '0',
    updated_at timestamptz,
    revision integer NOT NULL DEFAULT 0,
    CONSTRAINT fitbit_coverage_pkey PRIMARY KEY (connection_id, resource)
  )`,
  `CREATE TABLE fitbit_pending_update (
    connection_id uuid
      CONSTRAINT fitbit_pending_update_connection_fkey REFERENCES fitbit_connection (id) ON DELETE CASCADE,
    collection varchar(63) COLLATE "C",
    dates datemultirange NOT NULL,
    generation bigserial NOT NULL,
    seq integer NOT NULL DEFAULT 0,
    received_at timestamptz NOT NULL,
    CONSTRAINT fitbit_pending_update_pkey PRIMARY KEY (connection_id, collection)
  )`,
  `CREATE TABLE fitbit_fetch_failure (
    connection_id uuid
      CONSTRAINT fitbit_fetch_failure_connection_fkey REFERENCES fitbit_connection (id) ON DELETE CASCADE,
    endpoint varchar(128),
    from_date date,
    to_date date,
    resources text[] NOT NULL,
    attempts integer NOT NULL,
    code varchar(64) NOT NULL,
    message text NOT NULL,
    failed_at timestamptz NOT NULL,
    next_attempt_at timestamptz NOT NULL,
    CONSTRAINT fitbit_fetch_failure_pkey PRIMARY KEY (connection_id, endpoint, from_date, to_date)
  )`,
  `CREATE TABLE fitbit_suspicious_shrink (
    connection_id uuid
      CONSTRAINT fitbit_suspicious_shrink_connection_fkey REFERENCES fitbit_connection (id) ON DELETE CASCADE,
    resource varchar(64),
    from_date date,
    to_date date,
    digest varchar(64) NOT NULL,
    seen_at timestamptz NOT NULL,
    CONSTRAINT fitbit_suspicious_shrink_pkey PRIMARY KEY (connection_id, resource, from_date, to_date)
  )`,
  `CREATE TABLE fitbit_data_point (
    user_id varchar(255),
    resource varchar(64) COLLATE "C",
    date date,
    value varchar(32),
    CONSTRAINT fitbit_data_point_pkey PRIMARY KEY (user_id, resource, date)
  )`,
  `CREATE TABLE fitbit_pending_revocation (
    id uuid CONSTRAINT fitbit_pending_revocation_pkey PRIMARY KEY,
    connection_id uuid NOT NULL,
    user_id varchar(255),
    upstream varchar(32) NOT NULL,
    upstream_user_id varchar(63) NOT NULL,
    sealed_tokens text NOT NULL,
    version integer NOT NULL DEFAULT 0,
    disconnected_at timestamptz(3) NOT NULL,
    held_until timestamptz,
    held_by uuid
  )`,
  `CREATE TABLE fitbit_authorization (
    state_hash varchar(64) CONSTRAINT fitbit_authorization_pkey PRIMARY KEY,
    user_id varchar(255) NOT NULL,
    browser_hash varchar(64) NOT NULL,
    sealed_verifier text NOT NULL,
    next text,
    expires_at timestamptz NOT NULL,
    held_until timestamptz
  )`,
  `CREATE TABLE fitbit_sweep (
    name varchar(32) CONSTRAINT fitbit_sweep_pkey PRIMARY KEY,
    swept_at timestamptz NOT NULL,
    holder varchar(64),
    held_until timestamptz,
    settings varchar(64)
  )`,
  `CREATE TABLE fitbit_gone_answer (
    upstream varchar(32) CONSTRAINT fitbit_gone_answer_pkey PRIMARY KEY,
    first_at timestamptz NOT NULL,
    attempts integer NOT NULL
  )`,
];

const INDEXES = [
  // Expired tokens, in the order in which the refresh-tokens command walks through them.
  'CREATE INDEX fitbit_connection_token_expiry_idx ON fitbit_connection (state, token_expires_at, id)',
  'CREATE INDEX fitbit_connection_subscriptions_checked_idx ON fitbit_connection (state, upstream, subscriptions_checked_at)',
  // What the sweeps look for, so that they cost what is due.
  "CREATE INDEX fitbit_connection_holes_due_idx ON fitbit_connection (upstream, holes_due_at, id) WHERE state = 'active'",
  "CREATE INDEX fitbit_connection_reread_idx ON fitbit_connection (upstream, reread_at, id) WHERE state = 'active'",
  "CREATE INDEX fitbit_connection_reread_all_idx ON fitbit_connection (upstream, reread_all_at, id) WHERE state = 'active'",
  // The revocations sweep walks through all of them, the longest waiting first.
  'CREATE INDEX fitbit_pending_revocation_age_idx ON fitbit_pending_revocation (disconnected_at, id)',
  // Every refusal of a grant is compared with the refusals and renewals of the last minutes.
  'CREATE INDEX fitbit_connection_refused_idx ON fitbit_connection (refused_at) WHERE refused_at IS NOT NULL',
  'CREATE INDEX fitbit_connection_renewed_idx ON fitbit_connection (renewed_at) WHERE refused_at IS NULL',
  'CREATE INDEX fitbit_connection_lost_idx ON fitbit_connection (lost_at) WHERE lost_at IS NOT NULL',
  // Every process looks for unfinished refreshes every few seconds.
  'CREATE INDEX fitbit_connection_refresh_lease_idx ON fitbit_connection (refresh_lease_until) WHERE refresh_lease_until IS NOT NULL',
  "CREATE INDEX fitbit_coverage_changed_idx ON fitbit_coverage (connection_id) WHERE changed <> '{}'",
  'CREATE INDEX fitbit_pending_revocation_account_idx ON fitbit_pending_revocation (upstream_user_id)',
  'CREATE INDEX fitbit_pending_revocation_user_idx ON fitbit_pending_revocation (user_id)',
  'CREATE INDEX fitbit_authorization_expiry_idx ON fitbit_authorization (expires_at)',
  'CREATE INDEX fitbit_authorization_user_idx ON fitbit_authorization (user_id)',
];
