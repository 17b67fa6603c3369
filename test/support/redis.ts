import { randomBytes } from 'node:crypto';
import Redis from 'ioredis';

/** A key prefix of one spec file's own, on the server of `REDIS_URL`; other people's keys stay untouched. */
export interface TestRedis {
  readonly url: string;
  /** Without braces: whoever builds keys for a cluster adds them, and {@link clear} finds those keys too. */
  readonly prefix: string;
  /** Deletes the keys under the prefix, and nothing else. */
  clear(): Promise<void>;
}

/** Call `clear` in `afterAll`, once everything that writes under the prefix is closed. */
export function createTestRedis(): TestRedis {
  const { REDIS_URL: url } = process.env;
  if (!url) throw new Error('REDIS_URL is not set: run the tests with `npm test`.');
  const prefix = `fitbit-test-${Date.now().toString(36)}-${randomBytes(6).toString('hex')}`;
  return { url, prefix, clear: () => deleteKeys(url, [`${prefix}*`, `{${prefix}*`]) };
}

async function deleteKeys(url: string, patterns: string[]): Promise<void> {
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
