import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { FitbitError, RateLimitedError } from '../errors/fitbit.errors';
import type { Connection } from '../model/connection';
import { AccessTokens } from '../tokens/access-tokens';
import type { RequestOutcome, UpstreamSession } from '../upstream/fitbit-upstream';
import { Budget, type BudgetShare } from '../quota/budget';
import { CircuitBreaker, type Pass } from '../quota/circuit-breaker';
import { RedisScripts } from '../redis/redis-scripts';

/** A page in the middle of an answer, or somebody who looks at a page, rather waits a little than begins again. */
const LONGEST_WAIT_MS = 5_000;
/** For a request that is sent while nothing can be counted. */
const UNCOUNTED: Pass = { newsworthy: false };

/** Opens sessions with the upstream: a valid token; circuit and budget asked before every request, and told after it. */
@Injectable()
export class UpstreamSessions {
  private readonly logger = new Logger(UpstreamSessions.name);

  constructor(
    private readonly budget: Budget,
    private readonly circuit: CircuitBreaker,
    private readonly redis: RedisScripts,
    private readonly tokens: AccessTokens,
  ) {}

  /** A session with a token that is not stored yet, for the moment of connecting. */
  open(userId: string, accessToken: string, share: BudgetShare): UpstreamSession {
    let pass = UNCOUNTED;
    return {
      accessToken,
      admit: async (kind) => {
        pass = await this.admit(userId, share, kind === 'continuation');
      },
      observe: (outcome) => this.observe(pass, userId, outcome),
    };
  }

  /**
   * Calls `use` with a session that has a valid token, and once more with a new token when the upstream rejects the first.
   *
   * @throws the errors of {@link AccessTokens.withAccessToken}
   */
  withSession<T>(
    connection: Connection,
    share: BudgetShare,
    use: (session: UpstreamSession) => Promise<T>,
  ): Promise<T> {
    return this.tokens.withAccessToken(connection, (token) => use(this.open(connection.userId, token, share)));
  }

  /**
   * Somebody waits in front of a page, and a grant that was just given is lost with an error: without Redis such requests
   * go uncounted. They are few, and what the upstream refuses is refused all the same.
   */
  private async admit(userId: string, share: BudgetShare, continuation: boolean): Promise<Pass> {
    if (share !== 'interactive') return this.count(userId, share, continuation);
    if (!this.redis.reachable) return UNCOUNTED;
    try {
      return await this.count(userId, share, continuation);
    } catch (error) {
      if (error instanceof FitbitError) throw error;
      this.logger.warn(`A request is not counted: ${(error as Error).message}`);
      return UNCOUNTED;
    }
  }

  private async count(userId: string, share: BudgetShare, continuation: boolean): Promise<Pass> {
    const pass = await this.circuit.pass();
    try {
      await this.spend(userId, share, continuation);
      return pass;
    } catch (error) {
      await this.circuit.release(pass);
      throw error;
    }
  }

  private async spend(userId: string, share: BudgetShare, continuation: boolean): Promise<void> {
    const waits = continuation || share === 'interactive';
    let waitedMs = 0;
    for (;;) {
      const waitMs = await this.budget.take(userId, waits ? 'interactive' : share);
      if (waitMs === 0) return;
      waitedMs += waitMs;
      if (!waits || waitedMs > LONGEST_WAIT_MS) throw new RateLimitedError(waitMs);
      await sleep(waitMs);
    }
  }

  /** The answer is here: it is not thrown away because Redis is not. */
  private async observe(pass: Pass, userId: string, { status, quota }: RequestOutcome): Promise<void> {
    if (pass === UNCOUNTED) return;
    try {
      await this.circuit.report(pass, userId, status);
      if (quota) await this.budget.observe(userId, quota);
    } catch (error) {
      this.logger.warn(`An answer could not be counted: ${(error as Error).message}`);
    }
  }
}
