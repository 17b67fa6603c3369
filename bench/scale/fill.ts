import { RESOURCE_NAMES } from 'nestjs-fitbit';
import type { DataSource } from 'typeorm';
import { resolveFitbitOptions } from '#nestjs-fitbit/options/resolve-fitbit-options';
import { HistoryService } from '#nestjs-fitbit/sync/history.service';
import { TokenVault } from '#nestjs-fitbit/tokens/token-vault';
import { type HostSettings, moduleOptions } from '../support/module-options';

const SCOPES = ['activity', 'nutrition', 'profile', 'settings', 'sleep', 'weight'];
const SEALED_AT_ONCE = 5_000;
const LINES_AT_ONCE = 20_000;
const DAY_MS = 86_400_000;
/** Of connection `n` in SQL. */
const ID = "md5('connection ' || n)::uuid";

/** How many rows {@link fill} writes. */
export interface Size {
  readonly connections: number;
  /** The ledger's lines of each connection, 36 at most. */
  readonly linesEach: number;
}

/**
 * Fills an empty database with connections whose three years are complete, of which the last two days may still change,
 * and for which nothing is due.
 */
export async function fill(dataSource: DataSource, settings: HostSettings, size: Size): Promise<void> {
  // The tables hold no other data, so the checks of foreign keys are not missed.
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('SET synchronous_commit = off');
    await runner.query('SET session_replication_role = replica');
    for (const table of [
      'fitbit_connection',
      'fitbit_coverage',
      'fitbit_pending_update',
      'fitbit_pending_revocation',
    ]) {
      await runner.query(`ALTER TABLE ${table} SET (autovacuum_enabled = false)`); // it would be counted
    }
    const vault = new TokenVault(resolveFitbitOptions(moduleOptions(settings)));
    for (let from = 1; from <= size.connections; from += SEALED_AT_ONCE) {
      const to = Math.min(size.connections, from + SEALED_AT_ONCE - 1);
      const numbers = await dataSource.query<{ id: string }[]>(
        `SELECT ${ID} AS id FROM generate_series($1::int, $2::int) n ORDER BY n`,
        [from, to],
      );
      const expiresAt = new Date(Date.now() + DAY_MS);
      const sealed = numbers.map(({ id }) =>
        vault.sealGrant({ accessToken: `access-${id}`, refreshToken: `refresh-${id}`, expiresAt, scopes: SCOPES }, id),
      );
      await runner.query(CONNECTIONS, [from, sealed, settings.upstream, SCOPES, expiresAt]);
    }
    for (let from = 1; from <= size.connections; from += LINES_AT_ONCE) {
      const to = Math.min(size.connections, from + LINES_AT_ONCE - 1);
      await runner.query(LINES, [from, to, RESOURCE_NAMES.slice(0, size.linesEach)]);
    }
    await runner.query("INSERT INTO fitbit_sweep (name, swept_at, settings) VALUES ('holes', now(), $1)", [
      wantedDigest(settings),
    ]);
    await runner.query('VACUUM (ANALYZE) fitbit_connection, fitbit_coverage');
    await runner.query('CHECKPOINT'); // otherwise the filled pages are written to disk while the rest is measured
  } finally {
    await runner.query('RESET session_replication_role');
    await runner.release();
  }
}

/** What the options must select, so that each connection has the ledger lines that it needs and no others. */
export function selectionOf({ linesEach }: Size): Record<string, string[]> {
  const selection: Record<string, string[]> = {};
  for (const resource of RESOURCE_NAMES.slice(0, linesEach)) {
    const slash = resource.indexOf('/');
    (selection[resource.slice(0, slash)] ??= []).push(resource.slice(slash + 1));
  }
  return selection;
}

/** Otherwise the first sweep would look at every connection, as it does after a change of the options. */
function wantedDigest(settings: HostSettings): string {
  const options = resolveFitbitOptions(moduleOptions(settings));
  return Object.getOwnPropertyDescriptor(HistoryService.prototype, 'wantedDigest')?.get?.call({ options }) as string;
}

const CONNECTIONS = `
  INSERT INTO fitbit_connection (id, user_id, upstream, upstream_user_id, state, grant_epoch, version, sealed_tokens,
    token_expires_at, renewed_at, scopes, time_zone, member_since, holes_due_at, reread_at, reread_all_at, reopened_at,
    subscriptions_checked_at, profile, connected_at)
  SELECT ${ID}, 'user-' || n, $3, 'U' || n, 'active', 1, 1, sealed, $5, now(), $4, 'Europe/Warsaw', current_date - 1095,
    now() + interval '20 hours', now(), now(), now(), now(), '{"user": {"fullName": "A User"}}',
    now() - interval '1 year'
  FROM unnest($2::text[]) WITH ORDINALITY AS given (sealed, place), LATERAL (SELECT $1::int - 1 + place AS n) numbered`;

const LINES = `
  INSERT INTO fitbit_coverage (connection_id, resource, fetched, final, announced_at, updated_at)
  SELECT ${ID}, resource, datemultirange(daterange(current_date - 1095, current_date + 2)),
    datemultirange(daterange(current_date - 1095, current_date - 2)), now() - interval '1 day', now()
  FROM generate_series($1::int, $2::int) n, unnest($3::text[]) resource`;

/** What makes a fixed number of connections due for each sweep. `$1` is the number. */
const SOME = `(SELECT ${ID} FROM generate_series(1, $1::int) n)`;
const DUE: Readonly<Record<string, readonly string[]>> = {
  holes: [
    `UPDATE fitbit_coverage SET fetched = fetched - datemultirange(daterange(current_date - 9, current_date - 7)) WHERE connection_id IN ${SOME}`,
    `UPDATE fitbit_connection SET holes_due_at = now() - interval '1 minute' WHERE id IN ${SOME}`,
  ],
  changing: [`UPDATE fitbit_connection SET reread_at = now() - interval '4 hours' WHERE id IN ${SOME}`],
  tokens: [`UPDATE fitbit_connection SET token_expires_at = now() - interval '2 days' WHERE id IN ${SOME}`],
  subscriptions: [`UPDATE fitbit_connection SET subscriptions_checked_at = NULL WHERE id IN ${SOME}`],
  inbox: [
    `INSERT INTO fitbit_pending_update (connection_id, collection, dates, received_at)
     SELECT ${ID}, 'activities', datemultirange(daterange(current_date, current_date + 1)), now() - interval '1 hour'
     FROM generate_series(1, $1::int) n`,
    `UPDATE fitbit_coverage SET changed = datemultirange(daterange(current_date, current_date + 1))
     WHERE connection_id IN ${SOME} AND resource = 'activities/steps'`,
  ],
  revocations: [
    `INSERT INTO fitbit_pending_revocation (id, connection_id, upstream, upstream_user_id, sealed_tokens, disconnected_at)
     SELECT gen_random_uuid(), gen_random_uuid(), 'fitbit-web-api', 'gone-' || n, 'v1.bench.', now() - interval '1 hour'
     FROM generate_series(1, $1::int) n`,
  ],
};

/** The sweeps in the order of the table. */
export const SWEEPS = Object.keys(DUE);

/** Makes `count` connections due for a sweep. */
export async function makeDue(dataSource: DataSource, sweep: string, count: number): Promise<void> {
  for (const statement of DUE[sweep] ?? []) await dataSource.query(statement, [count]);
}
