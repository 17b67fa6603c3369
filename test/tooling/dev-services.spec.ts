import fs from 'node:fs';
import path from 'node:path';
import Redis from 'ioredis';
import { Client } from 'pg';
import { ProcessFamily, exitOf, until } from '../support/processes';

const PROGRAM = 'dist/tools/services/dev-services.js';
const NO_SERVERS = { DATABASE_URL: '', REDIS_URL: '' };
const SLOW_MS = 60_000;

type Services = ReturnType<ProcessFamily['start']> & { urls: { databaseUrl: string; redisUrl: string } };

let family: ProcessFamily;
beforeEach(() => {
  family = new ProcessFamily();
});
afterEach(() => family.dispose());

async function ready(child: ReturnType<ProcessFamily['start']>): Promise<Services> {
  const line = (): string | undefined => /^\{.*\}$/m.exec(child.output())?.[0];
  await until(() => line() !== undefined || child.exitCode !== null, 30_000, child.output);
  const found = line();
  if (found === undefined) throw new Error(child.output());
  return Object.assign(child, { urls: JSON.parse(found) as Services['urls'] });
}

const start = (args: string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Services> =>
  ready(family.start(process.execPath, [PROGRAM, ...args], { env: { ...NO_SERVERS, ...env } }));

/** As our commands start them: the services watch a pipe that their parent holds. */
const startBelowParent = (): Promise<Services> =>
  ready(
    family.start(
      process.execPath,
      [
        '-e',
        `require('node:child_process').spawn(process.execPath, ['${PROGRAM}'], { stdio: ['pipe', 'inherit', 'inherit'] })`,
      ],
      { env: NO_SERVERS },
    ),
  );

async function query<T>(connectionString: string, sql: string): Promise<T[]> {
  const client = new Client({ connectionString });
  await client.connect();
  const { rows } = await client.query<T & object>(sql);
  await client.end();
  return rows;
}

const setting = async (url: string, name: string): Promise<string | undefined> => {
  const [row] = await query<{ value: string }>(url, `SELECT current_setting('${name}') AS value`);
  return row?.value;
};

describe('the development services', () => {
  it(
    'respond, skip durability on purpose, and leave nothing behind when their input closes',
    async () => {
      const services = await start();
      expect(await query(services.urls.databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      expect(await setting(services.urls.databaseUrl, 'fsync')).toBe('off');
      const redis = new Redis(services.urls.redisUrl);
      expect(await redis.ping()).toBe('PONG');
      await redis.quit();
      services.stdin?.end();
      expect(await exitOf(services)).toBe(0);
      await family.gone();
    },
    SLOW_MS,
  );

  it(
    'write like a real server with --durable',
    async () => {
      const services = await start(['--durable']);
      expect(await setting(services.urls.databaseUrl, 'fsync')).toBe('on');
      expect(await setting(services.urls.databaseUrl, 'synchronous_commit')).toBe('on');
      services.kill('SIGTERM');
      expect(await exitOf(services)).toBe(0);
      await family.gone();
    },
    SLOW_MS,
  );

  it(
    'start nothing when DATABASE_URL and REDIS_URL are set',
    async () => {
      const given = { DATABASE_URL: 'postgres://db.example/app', REDIS_URL: 'redis://queue.example' };
      const services = await start([], given);
      expect(services.urls).toEqual({ databaseUrl: given.DATABASE_URL, redisUrl: given.REDIS_URL });
      expect(family.members()).toHaveLength(1);
      services.stdin?.end();
      expect(await exitOf(services)).toBe(0);
    },
    SLOW_MS,
  );

  it(
    'wait at Ctrl-C for the process that started them, which gets the signal too, and stop with it',
    async () => {
      const parent = await startBelowParent();
      process.kill(-(parent.pid ?? 0), 'SIGINT');
      await family.gone();
    },
    SLOW_MS,
  );

  it.each([
    ['their owner', /^\S+ -e /],
    ['themselves', /dev-services/],
    ['the database server', /postgres -D/],
  ])(
    'leave nothing behind after kill -9 of %s',
    async (_, pattern) => {
      const parent = await startBelowParent();
      const connected = new Client({ connectionString: parent.urls.databaseUrl });
      connected.on('error', () => undefined); // the server goes away below it
      await connected.connect();
      process.kill(family.member(pattern).pid, 'SIGKILL');
      await family.gone();
      await connected.end().catch(() => undefined);
    },
    SLOW_MS,
  );

  it(
    'leave nothing behind after kill -9 of the whole process group',
    async () => {
      const parent = await startBelowParent();
      process.kill(-(parent.pid ?? 0), 'SIGKILL');
      await family.gone();
    },
    SLOW_MS,
  );

  it(
    'clean up by themselves when the reaper was killed',
    async () => {
      const services = await start();
      process.kill(family.member(/reaper-process/).pid, 'SIGKILL');
      services.stdin?.end();
      expect(await exitOf(services)).toBe(0);
      await family.gone();
    },
    SLOW_MS,
  );

  it(
    'leave nothing behind when they are stopped or killed while the database is being created',
    async () => {
      for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
        const services = family.start(process.execPath, [PROGRAM], { env: NO_SERVERS });
        await until(() => family.leftovers().length > 0, 10_000);
        services.kill(signal);
        await family.gone();
      }
    },
    SLOW_MS,
  );

  it(
    'say what to do when the temporary folder is unusable, and leave nothing behind',
    async () => {
      const services = family.start(process.execPath, [PROGRAM], {
        env: { ...NO_SERVERS, TMPDIR: path.join(family.temporaryFolder, 'missing') },
      });
      expect(await exitOf(services)).toBe(1);
      expect(services.output()).toMatch(/Cannot write to the temporary folder .*missing.* Set TMPDIR/);
      await family.gone();
    },
    SLOW_MS,
  );

  it(
    'leave nothing behind when initdb fails',
    async () => {
      const limited = family.start('bash', ['-c', `ulimit -f 64; exec ${process.execPath} ${PROGRAM}`], {
        env: NO_SERVERS,
      });
      expect(await exitOf(limited)).toBe(1);
      expect(limited.output()).toMatch(/could not be set up.*DATABASE_URL/);
      await family.gone();
    },
    SLOW_MS,
  );

  const root = process.getuid?.() === 0;
  if (!root) console.warn('Not root: the message for a user without passwd entry is not tested.');
  (root ? it : it.skip)(
    'tell a user id without a passwd entry to set DATABASE_URL',
    async () => {
      fs.chmodSync(family.temporaryFolder, 0o777);
      const services = family.start(process.execPath, [PROGRAM], { env: NO_SERVERS, uid: 54_321, gid: 54_321 });
      expect(await exitOf(services)).toBe(1);
      expect(services.output()).toMatch(/user id 54321 has no entry in \/etc\/passwd.*Set DATABASE_URL/);
      await family.gone();
    },
    SLOW_MS,
  );
});
