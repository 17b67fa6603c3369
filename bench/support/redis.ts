import { randomBytes } from 'node:crypto';
import Redis from 'ioredis';

/** Keys of one measurement's own: other people's stay untouched. */
export interface BenchRedis {
  readonly url: string;
  readonly prefix: string;
  close(): Promise<void>;
}

export function createBenchRedis(url: string): BenchRedis {
  const prefix = `fitbit-bench-${randomBytes(6).toString('hex')}`;
  return { url, prefix, close: () => deleteKeys(url, [`${prefix}*`, `{${prefix}*`]) };
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
