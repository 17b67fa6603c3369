import Bull, { type Queue } from 'bull';
import { BULL_QUEUE_OPTIONS } from './internals';
import type { RedisKeyspace } from '../../tools/support/redis-keyspace';

/** A queue as the host's Bull module would create it for ours. */
export function createQueue<T>(redis: RedisKeyspace, name: string): Queue<T> {
  return new Bull<T>(name, redis.url, { prefix: redis.prefix, ...BULL_QUEUE_OPTIONS });
}
