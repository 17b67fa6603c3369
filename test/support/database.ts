import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

const PREFIX = 'fitbit_test_';
const KEPT_MS = 24 * 60 * 60 * 1000;

/** A database of one spec file's own, on the server of `DATABASE_URL`. */
export interface TestDatabase {
  readonly name: string;
  readonly url: string;
  /** Fails when somebody is still connected: a pool that nobody closed is a fault of the code under test. */
  drop(): Promise<void>;
}

/** Call in `beforeAll`, and `drop` in `afterAll` once everything that uses it is closed. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `${PREFIX}${Date.now().toString(36)}_${randomBytes(6).toString('hex')}`;
  await onServer(async (server) => {
    await dropForgotten(server);
    await server.query(`CREATE DATABASE ${name}`);
  });
  return { name, url: urlOf(name), drop: () => onServer((server) => dropDatabase(server, name)) };
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

/** What a killed run left behind. The name tells its age; one that is in use refuses to be dropped, and may stay. */
async function dropForgotten(server: Client): Promise<void> {
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

async function onServer<T>(work: (server: Client) => Promise<T>): Promise<T> {
  const server = new Client({ connectionString: serverUrl() });
  await server.connect();
  try {
    return await work(server);
  } finally {
    await server.end();
  }
}

function urlOf(database: string): string {
  const url = new URL(serverUrl());
  url.pathname = `/${database}`;
  return url.href;
}

function serverUrl(): string {
  const { DATABASE_URL } = process.env;
  if (!DATABASE_URL) throw new Error('DATABASE_URL is not set: run the tests with `npm test`.');
  return DATABASE_URL;
}
