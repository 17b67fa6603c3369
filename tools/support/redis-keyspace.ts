import { randomBytes } from 'node:crypto';
import Redis from 'ioredis';

/** A key prefix of a test file or measurement of its own; other keys on the server stay untouched. */
export interface RedisKeyspace {
  readonly url: string;
  /** Without braces. Code that builds keys for a cluster adds them, and {@link clear} finds those keys too. */
  readonly prefix: string;
  /** Deletes the keys under the prefix, and nothing else. */
  clear(): Promise<void>;
}

/** On the server of `REDIS_URL`. In a test, call `clear` in `afterAll`, after everything that writes there is closed. */
export function createRedisKeyspace(): RedisKeyspace {
  const { REDIS_URL: url } = process.env;
  if (!url) throw new Error('REDIS_URL is not set: use `npm test` or `npm run bench`.');
  const prefix = `fitbit-test-${Date.now().toString(36)}-${randomBytes(6).toString('hex')}`;
  return { url, prefix, clear: () => deleteKeys(url, [`${prefix}*`, `{${prefix}*`]) };
}

async function deleteKeys(url: string, patterns: readonly string[]): Promise<void> {
  const redis = new Redis(url);
  try {
    for (const match of patterns) {
      for await (const keys of redis.scanStream({ match, count: 1_000 }) as AsyncIterable<string[]>) {
        if (keys.length > 0) await redis.unlink(...keys);
      }
    }
  } finally {
    await redis.quit();
  }
}
