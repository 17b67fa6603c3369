// Runs a command with DATABASE_URL and REDIS_URL of real servers: those of the environment, else PostgreSQL on port 5432
// and Redis on port 6379 of this machine. The database has a random name and is dropped afterwards; nothing else on the
// servers is touched. Ends with exit code 77 where no real servers answer, and otherwise with that of the command.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import pg from 'pg';
import { ToolFailure, runTool } from '../support/failure.mjs';
import { say } from '../support/project.mjs';

const NO_SERVERS = 77;
const CONNECT_TIMEOUT_MS = 3_000;
const USUAL_DATABASE = 'postgres://postgres@127.0.0.1:5432/postgres';
const USUAL_REDIS = 'redis://127.0.0.1:6379';

/** @param {string} url @param {string} statement */
async function query(url, statement) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** @param {string} url */
async function ping(url) {
  const redis = new Redis(url, { lazyConnect: true, connectTimeout: CONNECT_TIMEOUT_MS, retryStrategy: () => null });
  redis.on('error', () => {}); // connect() reports it
  await redis.connect();
  await redis.quit();
}

/** @param {string} name @param {Promise<void>} attempt @param {boolean} wanted */
async function answers(name, attempt, wanted) {
  try {
    await attempt;
    return true;
  } catch (cause) {
    if (wanted) throw new ToolFailure(`${name} is set, but the server does not answer: ${String(cause)}`, { cause });
    say(`${name} is not set, and no server answers at the usual place: ${String(cause)}`);
    return false;
  }
}

await runTool(async () => {
  const [command, ...args] = process.argv.slice(2);
  if (!command) throw new ToolFailure('Usage: node tools/ci/on-real-servers.mjs COMMAND [ARGUMENTS]', { exitCode: 2 });
  const { DATABASE_URL, REDIS_URL } = process.env;
  const server = DATABASE_URL || USUAL_DATABASE;
  const redis = REDIS_URL || USUAL_REDIS;
  if (!(await answers('DATABASE_URL', query(server, 'SELECT 1'), Boolean(DATABASE_URL)))) return NO_SERVERS;
  if (!(await answers('REDIS_URL', ping(redis), Boolean(REDIS_URL)))) return NO_SERVERS;

  const name = `fitbit_test_${Date.now().toString(36)}_${randomBytes(6).toString('hex')}`;
  const database = new URL(server);
  database.pathname = `/${name}`;
  await query(server, `CREATE DATABASE ${name}`);
  try {
    const child = spawn(command, args, {
      stdio: 'inherit',
      env: { ...process.env, DATABASE_URL: database.href, REDIS_URL: redis },
    });
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => resolve(code ?? 1));
    });
  } finally {
    await query(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  }
});
