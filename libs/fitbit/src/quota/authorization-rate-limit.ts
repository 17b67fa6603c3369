import { Injectable, Logger } from '@nestjs/common';
import { createHash } from 'node:crypto';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { RedisScripts } from '../redis/redis-scripts';

const WINDOW_MS = 60_000;
/**
 * KEYS[1] counter
 * ARGV[1] length of the window, in milliseconds
 *
 * Returns the count and the milliseconds until the window ends.
 */
const COUNT = `
  local count = redis.call('INCR', KEYS[1])
  if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
  return { count, redis.call('PTTL', KEYS[1]) }`;

/** Limits how often a user starts or completes an authorization. All processes count together in Redis. */
@Injectable()
export class AuthorizationRateLimit {
  private readonly logger = new Logger(AuthorizationRateLimit.name);

  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly redis: RedisScripts,
  ) {}

  /**
   * Counts an attempt. Returns `0` when it is within the limit, otherwise the milliseconds to wait. Without Redis nothing
   * is counted, so that users can still connect.
   */
  async count(what: 'login' | 'complete', userId: string): Promise<number> {
    const limit = this.options.authorizationAttemptsPerMinute;
    if (limit === 0 || !this.redis.reachable) return 0;
    const name = createHash('sha256').update(userId).digest('base64url');
    try {
      const [count = 0, leftMs = 0] = await this.redis.evaluate(COUNT, [`authorizations:${what}:${name}`], [WINDOW_MS]);
      return count > limit ? Math.max(leftMs, 1) : 0;
    } catch (error) {
      this.logger.warn(
        `An authorization attempt of user ${userId} could not be counted and is let through: ${(error as Error).message}`,
      );
      return 0;
    }
  }
}
