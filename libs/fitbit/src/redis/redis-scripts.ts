import type { Queue } from 'bull';
import { withTimeout } from './with-timeout';

/**
 * Runs Lua scripts on keys of the module, through the connection and below the key prefix of one of its queues. In a
 * cluster that prefix contains a hash tag, which Bull requires, so all keys are in one slot.
 */
export class RedisScripts {
  constructor(private readonly queue: Pick<Queue, 'client' | 'toKey'>) {}

  /** @throws Error when Redis does not answer within five seconds. */
  async evaluate(script: string, keys: readonly string[], args: readonly (number | string)[]): Promise<number[]> {
    const names = keys.map((key) => this.queue.toKey(key));
    const running = this.queue.client.eval(script, names.length, ...names, ...args.map(String));
    const answer: unknown = await withTimeout('A Redis script', running);
    return [answer].flat().map((value) => (value === null ? NaN : Number(value)));
  }

  /** `false` while Redis is away: work that can do without it need not wait. */
  get reachable(): boolean {
    return this.queue.client.status === 'ready';
  }
}
