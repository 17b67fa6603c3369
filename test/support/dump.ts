import Redis from 'ioredis';
import type { DataSource } from 'typeorm';
import type { RedisKeyspace } from '../../tools/support/redis-keyspace';

/** Every key under the prefix with everything in it, as text. */
export async function dumpRedis({ url, prefix }: RedisKeyspace): Promise<string> {
  const redis = new Redis(url);
  const lines: string[] = [];
  try {
    for (const match of [`${prefix}*`, `{${prefix}*`]) {
      for await (const keys of redis.scanStream({ match, count: 1_000 }) as AsyncIterable<string[]>) {
        for (const key of keys) lines.push(`${key} ${JSON.stringify(await valueOf(redis, key))}`);
      }
    }
  } finally {
    await redis.quit();
  }
  return lines.join('\n');
}

async function valueOf(redis: Redis, key: string): Promise<unknown> {
  switch (await redis.type(key)) {
    case 'hash':
      return redis.hgetall(key);
    case 'list':
      return redis.lrange(key, 0, -1);
    case 'set':
      return redis.smembers(key);
    case 'zset':
      return redis.zrange(key, '0', '-1');
    case 'stream':
      return redis.xrange(key, '-', '+');
    default:
      return redis.get(key);
  }
}

/** Every row of every table as text, without the columns named `table.column` and the tables named in `except`. */
export async function dumpDatabase(dataSource: DataSource, except: readonly string[]): Promise<string> {
  const columns = await dataSource.query<{ table_name: string; column_name: string }[]>(
    "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'",
  );
  const kept = columns.filter(
    ({ table_name: table, column_name: column }) => !except.includes(table) && !except.includes(`${table}.${column}`),
  );
  const lines: string[] = [];
  for (const { table_name: table, column_name: column } of kept) {
    const rows = await dataSource.query<{ text: string | null }[]>(`SELECT ${column}::text AS text FROM ${table}`);
    lines.push(...rows.map(({ text }) => `${table}.${column} ${text}`));
  }
  return lines.join('\n');
}
