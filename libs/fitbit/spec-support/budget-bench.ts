import type { Queue } from 'bull';
import type { FitbitModuleOptions } from 'nestjs-fitbit';
import { resolveFitbitOptions } from '../src/options/resolve-fitbit-options';
import type { ResolvedFitbitOptions } from '../src/options/resolved-fitbit-options';
import { CircuitBreaker } from '../src/quota/circuit-breaker';
import type { FetchJob } from '../src/queue/fetch-job';
import { HISTORICAL_QUEUE } from '../src/queue/historical.queue';
import { Budget } from '../src/quota/budget';
import { RedisScripts } from '../src/redis/redis-scripts';
import { createUpstream } from '../src/upstream/create-upstream';
import { ManualClock } from '../../../test/support/clocks';
import { createQueue } from '../../../test/support/queues';
import { createRedisKeyspace } from '../../../tools/support/redis-keyspace';

/** Budgets and circuits of several processes over one Redis, at a time that a test chooses. */
export class BudgetBench {
  readonly redis = createRedisKeyspace();
  private readonly bull: Queue<FetchJob> = createQueue(this.redis, HISTORICAL_QUEUE);
  readonly scripts = new RedisScripts(this.bull);

  constructor(readonly clock = new ManualClock(new Date('2026-11-22T12:00:00Z'))) {}

  options(given: Partial<FitbitModuleOptions> = {}): ResolvedFitbitOptions {
    return resolveFitbitOptions({
      consumerKey: 'key',
      consumerSecret: 'secret',
      callbackUrl: 'https://app.example.com/fitbit/complete',
      encryptionKeys: [{ id: 'k', key: new Uint8Array(32) }],
      clock: this.clock,
      ...given,
    });
  }

  budget(given: Partial<FitbitModuleOptions> = {}): Budget {
    const options = this.options(given);
    return new Budget(options, this.scripts, createUpstream(options));
  }

  legacy(given: Partial<FitbitModuleOptions> = {}): Budget {
    return this.budget({ upstream: 'fitbit-web-api', ...given });
  }

  circuit(given: Partial<FitbitModuleOptions> = {}): CircuitBreaker {
    return new CircuitBreaker(this.options(given), this.scripts);
  }

  /** Redis comes back empty. */
  forget(): Promise<void> {
    return this.redis.clear();
  }

  async ready(): Promise<void> {
    await this.bull.isReady();
  }

  async close(): Promise<void> {
    await this.bull.close();
    await this.redis.clear();
  }
}
