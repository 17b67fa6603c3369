import Bull, { type Queue, type QueueOptions } from 'bull';
import type { TestRedis } from './redis';

/** A queue as the host's Bull module would make it. */
export function createQueue<T>(redis: TestRedis, { name, ...options }: QueueOptions & { name: string }): Queue<T> {
  return new Bull<T>(name, redis.url, { prefix: redis.prefix, ...options });
}
