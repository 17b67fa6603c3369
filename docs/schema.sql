-- The tables that FITBIT_MIGRATIONS creates, as PostgreSQL describes them.
-- Written by `npm run schema`. Do not edit.

CREATE SEQUENCE fitbit_coverage_announced_number_seq;

CREATE SEQUENCE fitbit_pending_update_generation_seq;

CREATE TABLE fitbit_authorization (
  state_hash character varying(64) NOT NULL,
  user_id character varying(255) NOT NULL,
  browser_hash character varying(64) NOT NULL,
  sealed_verifier text NOT NULL,
  next text,
  expires_at timestamp with time zone NOT NULL,
  held_until timestamp with time zone,
  CONSTRAINT fitbit_authorization_pkey PRIMARY KEY (state_hash)
);

CREATE TABLE fitbit_connection (
  id uuid NOT NULL,
  user_id character varying(255) NOT NULL,
  upstream character varying(32) NOT NULL,
  upstream_user_id character varying(63) NOT NULL,
  legacy_user_id character varying(63),
  state character varying(32) NOT NULL,
  grant_epoch integer NOT NULL,
  version integer NOT NULL,
  sealed_tokens text NOT NULL,
  token_expires_at timestamp with time zone NOT NULL,
  refresh_token_expires_at timestamp with time zone,
  renewed_at timestamp with time zone,
  refused_at timestamp with time zone,
  lost_at timestamp with time zone,
  refresh_lease_until timestamp with time zone,
  refresh_begun_at timestamp with time zone,
  scopes text[] NOT NULL,
  time_zone character varying(64),
  member_since date,
  last_synced_at timestamp with time zone,
  holes_due_at timestamp with time zone DEFAULT now() NOT NULL,
  reread_at timestamp with time zone DEFAULT now() NOT NULL,
  reread_all_at timestamp with time zone DEFAULT now() NOT NULL,
  reopened_at timestamp with time zone,
  subscriptions_checked_at timestamp with time zone,
  profile jsonb NOT NULL,
  connected_at timestamp with time zone NOT NULL,
  CONSTRAINT fitbit_connection_pkey PRIMARY KEY (id),
  CONSTRAINT fitbit_connection_account_key UNIQUE (upstream_user_id),
  CONSTRAINT fitbit_connection_legacy_account_key UNIQUE (legacy_user_id),
  CONSTRAINT fitbit_connection_user_key UNIQUE (user_id)
);

CREATE TABLE fitbit_coverage (
  connection_id uuid NOT NULL,
  resource character varying(64) NOT NULL,
  fetched datemultirange DEFAULT '{}'::datemultirange NOT NULL,
  final datemultirange DEFAULT '{}'::datemultirange NOT NULL,
  changed datemultirange DEFAULT '{}'::datemultirange NOT NULL,
  announced_number bigint DEFAULT nextval('fitbit_coverage_announced_number_seq'::regclass) NOT NULL,
  announced_at timestamp with time zone,
  answer_numbers bigint[] DEFAULT '{}'::bigint[] NOT NULL,
  answer_days datemultirange[] DEFAULT '{}'::datemultirange[] NOT NULL,
  merged_number bigint DEFAULT '0'::bigint NOT NULL,
  updated_at timestamp with time zone,
  revision integer DEFAULT 0 NOT NULL,
  CONSTRAINT fitbit_coverage_pkey PRIMARY KEY (connection_id, resource),
  CONSTRAINT fitbit_coverage_connection_fkey FOREIGN KEY (connection_id) REFERENCES fitbit_connection(id) ON DELETE CASCADE
);

CREATE TABLE fitbit_data_point (
  user_id character varying(255) NOT NULL,
  resource character varying(64) COLLATE "C" NOT NULL,
  date date NOT NULL,
  value character varying(32),
  CONSTRAINT fitbit_data_point_pkey PRIMARY KEY (user_id, resource, date)
);

CREATE TABLE fitbit_fetch_failure (
  connection_id uuid NOT NULL,
  endpoint character varying(128) NOT NULL,
  from_date date NOT NULL,
  to_date date NOT NULL,
  resources text[] NOT NULL,
  attempts integer NOT NULL,
  code character varying(64) NOT NULL,
  message text NOT NULL,
  failed_at timestamp with time zone NOT NULL,
  next_attempt_at timestamp with time zone NOT NULL,
  CONSTRAINT fitbit_fetch_failure_pkey PRIMARY KEY (connection_id, endpoint, from_date, to_date),
  CONSTRAINT fitbit_fetch_failure_connection_fkey FOREIGN KEY (connection_id) REFERENCES fitbit_connection(id) ON DELETE CASCADE
);

CREATE TABLE fitbit_gone_answer (
  upstream character varying(32) NOT NULL,
  first_at timestamp with time zone NOT NULL,
  attempts integer NOT NULL,
  CONSTRAINT fitbit_gone_answer_pkey PRIMARY KEY (upstream)
);

CREATE TABLE fitbit_pending_revocation (
  id uuid NOT NULL,
  connection_id uuid NOT NULL,
  user_id character varying(255),
  upstream character varying(32) NOT NULL,
  upstream_user_id character varying(63) NOT NULL,
  sealed_tokens text NOT NULL,
  version integer DEFAULT 0 NOT NULL,
  disconnected_at timestamp(3) with time zone NOT NULL,
  held_until timestamp with time zone,
  held_by uuid,
  CONSTRAINT fitbit_pending_revocation_pkey PRIMARY KEY (id)
);

CREATE TABLE fitbit_pending_update (
  connection_id uuid NOT NULL,
  collection character varying(63) COLLATE "C" NOT NULL,
  dates datemultirange NOT NULL,
  generation bigint DEFAULT nextval('fitbit_pending_update_generation_seq'::regclass) NOT NULL,
  seq integer DEFAULT 0 NOT NULL,
  received_at timestamp with time zone NOT NULL,
  CONSTRAINT fitbit_pending_update_pkey PRIMARY KEY (connection_id, collection),
  CONSTRAINT fitbit_pending_update_connection_fkey FOREIGN KEY (connection_id) REFERENCES fitbit_connection(id) ON DELETE CASCADE
);

CREATE TABLE fitbit_suspicious_shrink (
  connection_id uuid NOT NULL,
  resource character varying(64) NOT NULL,
  from_date date NOT NULL,
  to_date date NOT NULL,
  digest character varying(64) NOT NULL,
  seen_at timestamp with time zone NOT NULL,
  CONSTRAINT fitbit_suspicious_shrink_pkey PRIMARY KEY (connection_id, resource, from_date, to_date),
  CONSTRAINT fitbit_suspicious_shrink_connection_fkey FOREIGN KEY (connection_id) REFERENCES fitbit_connection(id) ON DELETE CASCADE
);

CREATE TABLE fitbit_sweep (
  name character varying(32) NOT NULL,
  swept_at timestamp with time zone NOT NULL,
  holder character varying(64),
  held_until timestamp with time zone,
  settings character varying(64),
  CONSTRAINT fitbit_sweep_pkey PRIMARY KEY (name)
);

CREATE INDEX fitbit_authorization_expiry_idx ON fitbit_authorization USING btree (expires_at);
CREATE INDEX fitbit_authorization_user_idx ON fitbit_authorization USING btree (user_id);
CREATE INDEX fitbit_connection_holes_due_idx ON fitbit_connection USING btree (upstream, holes_due_at, id) WHERE state::text = 'active'::text;
CREATE INDEX fitbit_connection_lost_idx ON fitbit_connection USING btree (lost_at) WHERE lost_at IS NOT NULL;
CREATE INDEX fitbit_connection_refresh_lease_idx ON fitbit_connection USING btree (refresh_lease_until) WHERE refresh_lease_until IS NOT NULL;
CREATE INDEX fitbit_connection_refused_idx ON fitbit_connection USING btree (refused_at) WHERE refused_at IS NOT NULL;
CREATE INDEX fitbit_connection_renewed_idx ON fitbit_connection USING btree (renewed_at) WHERE refused_at IS NULL;
CREATE INDEX fitbit_connection_reread_all_idx ON fitbit_connection USING btree (upstream, reread_all_at, id) WHERE state::text = 'active'::text;
CREATE INDEX fitbit_connection_reread_idx ON fitbit_connection USING btree (upstream, reread_at, id) WHERE state::text = 'active'::text;
CREATE INDEX fitbit_connection_subscriptions_checked_idx ON fitbit_connection USING btree (state, upstream, subscriptions_checked_at);
CREATE INDEX fitbit_connection_token_expiry_idx ON fitbit_connection USING btree (state, token_expires_at, id);
CREATE INDEX fitbit_coverage_changed_idx ON fitbit_coverage USING btree (connection_id) WHERE changed <> '{}'::datemultirange;
CREATE INDEX fitbit_pending_revocation_account_idx ON fitbit_pending_revocation USING btree (upstream_user_id);
CREATE INDEX fitbit_pending_revocation_age_idx ON fitbit_pending_revocation USING btree (disconnected_at, id);
CREATE INDEX fitbit_pending_revocation_user_idx ON fitbit_pending_revocation USING btree (user_id);
