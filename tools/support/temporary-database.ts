import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

const PREFIX = 'fitbit_test_';
const KEPT_MS = 24 * 60 * 60 * 1000;

/** A database of a test file or measurement of its own. */
export interface TemporaryDatabase {
  readonly name: string;
  readonly url: string;
  /** Fails when a connection is still open: the code under test did not close its pool. */
  drop(): Promise<void>;
}

/**
 * In a test, call this in `beforeAll`, and `drop` in `afterAll` after everything that uses the database is closed.
 *
 * @param server a URL; `DATABASE_URL` when absent
 */
export async function createTemporaryDatabase(server = databaseUrl()): Promise<TemporaryDatabase> {
  const name = `${PREFIX}${Date.now().toString(36)}_${randomBytes(6).toString('hex')}`;
  await onServer(server, async (client) => {
    await dropAbandoned(client);
    await client.query(`CREATE DATABASE ${name}`);
  });
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { name, url: url.href, drop: () => onServer(server, (client) => dropDatabase(client, name)) };
}

async function dropDatabase(server: Client, name: string): Promise<void> {
  try {
    await server.query(`DROP DATABASE IF EXISTS ${name}`); // waits some seconds for connections that are closing
  } catch (error) {
    const { rows } = await server.query<{ application_name: string; query: string }>(
      'SELECT application_name, query FROM pg_stat_activity WHERE datname = $1',
      [name],
    );
    await server.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    const last = rows.map((row) => `  ${row.application_name || 'unnamed'}: ${row.query}`).join('\n');
    throw new Error(`Connections to ${name} were left open; their last statements:\n${last}`, { cause: error });
  }
}

/** Drops what a killed run left behind. The name tells the age; a database in use refuses to be dropped, and stays. */
async function dropAbandoned(server: Client): Promise<void> {
  const { rows } = await server.query<{ datname: string }>(
    'SELECT datname FROM pg_database WHERE starts_with(datname, $1)',
    [PREFIX],
  );
  for (const { datname } of rows) {
    const [, time] = /^fitbit_test_([0-9a-z]+)_[0-9a-f]{12}$/.exec(datname) ?? [];
    if (time === undefined || Date.now() - Number.parseInt(time, 36) < KEPT_MS) continue;
    await server.query(`DROP DATABASE IF EXISTS ${datname}`).catch(() => undefined);
  }
}

async function onServer<T>(url: string, work: (server: Client) => Promise<T>): Promise<T> {
  const server = new Client({ connectionString: url });
  await server.connect();
  try {
    return await work(server);
  } finally {
    await server.end();
  }
}

function databaseUrl(): string {
  const { DATABASE_URL } = process.env;
  if (!DATABASE_URL) throw new Error('DATABASE_URL is not set: use `npm test` or `npm run bench`.');
  return DATABASE_URL;
}
