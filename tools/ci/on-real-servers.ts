// Runs a command with DATABASE_URL and REDIS_URL of real servers: those of the environment, or PostgreSQL on port 5432
// and Redis on port 6379 of this machine. The database has a random name and is dropped afterwards; nothing else on the
// servers is touched. The exit code is 77 when no real servers answer, otherwise that of the command.
import { spawn } from 'node:child_process';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { runTool, ToolFailure, usageFailure } from '../support/failure';
import { say } from '../support/project';
import { createTemporaryDatabase } from '../support/temporary-database';

const NO_SERVERS = 77;
const CONNECT_TIMEOUT_MS = 3_000;
const USUAL_DATABASE = 'postgres://postgres@127.0.0.1:5432/postgres';
const USUAL_REDIS = 'redis://127.0.0.1:6379';

async function pingPostgres(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  await client.connect();
  await client.end();
}

async function pingRedis(url: string): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, connectTimeout: CONNECT_TIMEOUT_MS, retryStrategy: () => null });
  redis.on('error', () => undefined); // connect() reports it
  await redis.connect();
  await redis.quit();
}

/** @throws ToolFailure when the server does not answer, although the variable names it */
async function answers(variable: string, attempt: Promise<void>): Promise<boolean> {
  try {
    await attempt;
    return true;
  } catch (cause) {
    if (process.env[variable]) {
      throw new ToolFailure(`${variable} is set, but the server does not answer: ${String(cause)}`, { cause });
    }
    say(`${variable} is not set, and no server answers at the usual address: ${String(cause)}`);
    return false;
  }
}

function runToEnd(command: string, args: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...environment } });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

void runTool(async () => {
  const [command, ...args] = process.argv.slice(2);
  if (!command) throw usageFailure('Usage: node tools/run.mjs tools/ci/on-real-servers COMMAND [ARGUMENTS]');
  const server = process.env.DATABASE_URL || USUAL_DATABASE;
  const redisUrl = process.env.REDIS_URL || USUAL_REDIS;
  if (!(await answers('DATABASE_URL', pingPostgres(server)))) return NO_SERVERS;
  if (!(await answers('REDIS_URL', pingRedis(redisUrl)))) return NO_SERVERS;

  const database = await createTemporaryDatabase(server);
  try {
    return await runToEnd(command, args, { DATABASE_URL: database.url, REDIS_URL: redisUrl });
  } finally {
    await database.drop();
  }
});
