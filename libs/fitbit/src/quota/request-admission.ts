import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { FitbitError, RateLimitedError } from '../errors/fitbit.errors';
import { RedisScripts } from '../redis/redis-scripts';
import type { RequestOutcome } from '../upstream/fitbit-upstream';
import { Budget, type BudgetShare } from './budget';
import { CircuitBreaker, type Pass } from './circuit-breaker';

/** A user in front of a page, or the next page of an answer, waits this long rather than start again. */
const LONGEST_WAIT_MS = 5_000;
/** The pass of a request that is sent although nothing can be counted. */
const UNCOUNTED: Pass = { newsworthy: false };

/** A request that is about to be sent. */
export interface RequestToAdmit {
  readonly userId: string;
  readonly share: BudgetShare;
  /** Whether it asks for the next page of an answer that has begun. */
  readonly isContinuation: boolean;
}

/** Asks circuit breaker and budget before every request to the upstream, and reports its outcome to both. */
@Injectable()
export class RequestAdmission {
  private readonly logger = new Logger(RequestAdmission.name);

  constructor(
    private readonly budget: Budget,
    private readonly circuit: CircuitBreaker,
    private readonly redis: RedisScripts,
  ) {}

  /**
   * Returns when the request may be sent.
   *
   * Interactive requests are sent uncounted while Redis is away: a user waits for the answer, and a grant that was just
   * given would be lost. They are few, and the upstream still enforces its own limit.
   *
   * @throws CircuitOpenError, RateLimitedError
   */
  async admit(request: RequestToAdmit): Promise<Pass> {
    if (request.share !== 'interactive') return this.passCircuitAndSpend(request);
    if (!this.redis.reachable) return UNCOUNTED;
    try {
      return await this.passCircuitAndSpend(request);
    } catch (error) {
      if (error instanceof FitbitError) throw error;
      this.logger.warn(
        `A request for user ${request.userId} could not be counted and is sent uncounted: ${(error as Error).message}`,
      );
      return UNCOUNTED;
    }
  }

  /** Never throws: an answer that has arrived is used even when Redis is away. */
  async observe(pass: Pass, userId: string, { status, quota }: RequestOutcome): Promise<void> {
    if (pass === UNCOUNTED) return;
    try {
      await this.circuit.report(pass, userId, status);
      if (quota) await this.budget.observe(userId, quota);
    } catch (error) {
      this.logger.warn(
        `The outcome of a request for user ${userId} could not be counted; its answer is used: ${(error as Error).message}`,
      );
    }
  }

  private async passCircuitAndSpend(request: RequestToAdmit): Promise<Pass> {
    const pass = await this.circuit.pass();
    try {
      await this.spend(request);
      return pass;
    } catch (error) {
      await this.circuit.release(pass);
      throw error;
    }
  }

  private async spend({ userId, share, isContinuation }: RequestToAdmit): Promise<void> {
    const waits = isContinuation || share === 'interactive';
    let waitedMs = 0;
    for (;;) {
      const waitMs = await this.budget.take(userId, waits ? 'interactive' : share);
      if (waitMs === 0) return;
      waitedMs += waitMs;
      if (!waits || waitedMs > LONGEST_WAIT_MS) throw new RateLimitedError(waitMs);
      await sleep(waitMs);
    }
  }
}
