import Redis from 'ioredis';
import { Client } from 'pg';
import { createTemporaryDatabase } from '../../tools/support/temporary-database';
import { createRedisKeyspace } from '../../tools/support/redis-keyspace';

async function connect(connectionString: string | undefined): Promise<Client> {
  const client = new Client({ connectionString });
  client.on('error', () => undefined); // a forced drop ends it
  await client.connect();
  return client;
}

async function databases(pattern: string): Promise<string[]> {
  const client = await connect(process.env.DATABASE_URL);
  const { rows } = await client.query<{ datname: string }>('SELECT datname FROM pg_database WHERE datname LIKE $1', [
    pattern,
  ]);
  await client.end();
  return rows.map((row) => row.datname);
}

describe('createTemporaryDatabase', () => {
  it('creates an empty database and drops it again', async () => {
    const database = await createTemporaryDatabase();
    const client = await connect(database.url);
    await client.query('CREATE TABLE person (id int)');
    await client.end();
    expect(await databases(database.name)).toEqual([database.name]);
    await database.drop();
    expect(await databases(database.name)).toEqual([]);
  });

  it('names a connection that was left open, and still drops the database', async () => {
    const database = await createTemporaryDatabase();
    const forgotten = await connect(database.url);
    await forgotten.query('SELECT 42 AS forgotten');
    await expect(database.drop()).rejects.toThrow(/left open[^]*SELECT 42 AS forgotten/);
    expect(await databases(database.name)).toEqual([]);
    await forgotten.end().catch(() => undefined);
  }, 20_000);

  it('drops what a run killed days ago left behind, and nothing newer or foreign', async () => {
    const time = (ageMs: number): string => (Date.now() - ageMs).toString(36);
    const random = Math.random().toString(16).slice(2, 14).padEnd(12, '0');
    const old = `fitbit_test_${time(25 * 3_600_000)}_${random}`;
    const others = [`fitbit_test_${time(23 * 3_600_000)}_${random}`, `fitbit_test_mine_${random.slice(1)}`];
    const client = await connect(process.env.DATABASE_URL);
    try {
      for (const name of [old, ...others]) await client.query(`CREATE DATABASE ${name}`);
      await (await createTemporaryDatabase()).drop();
      expect(await databases(old)).toEqual([]);
      for (const name of others) expect(await databases(name)).toEqual([name]);
    } finally {
      for (const name of [old, ...others]) await client.query(`DROP DATABASE IF EXISTS ${name}`);
      await client.end();
    }
  });
});

describe('createRedisKeyspace', () => {
  it('deletes the keys under its prefix, with or without braces, and no others', async () => {
    const mine = createRedisKeyspace();
    const other = createRedisKeyspace();
    const redis = new Redis(mine.url);
    try {
      await redis.mset(`${mine.prefix}:a`, '1', `{${mine.prefix}}:b`, '1', `${other.prefix}:a`, '1');
      await mine.clear();
      expect(await redis.exists(`${mine.prefix}:a`, `{${mine.prefix}}:b`)).toBe(0);
      expect(await redis.exists(`${other.prefix}:a`)).toBe(1);
    } finally {
      await other.clear();
      await redis.quit();
    }
  });
});
