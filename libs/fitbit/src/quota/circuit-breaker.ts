import { Injectable, Logger } from '@nestjs/common';
import { UpstreamUnavailableError } from '../errors/fitbit.errors';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { CLOSE_CIRCUIT, FAIL_CIRCUIT, LOOK_AT_CIRCUIT, PASS_CIRCUIT, RETURN_PROBE } from './circuit-scripts';
import { RedisScripts } from '../redis/redis-scripts';

/** The upstream failed for everybody and is left alone for a while. A job that meets it waits; no attempt failed. */
export class CircuitOpenError extends UpstreamUnavailableError {
  constructor(
    /** How long to wait before asking again, in milliseconds. */
    readonly retryAfterMs: number,
  ) {
    super(`it failed for several users; nothing is sent for ${Math.ceil(retryAfterMs / 1000)} s`);
  }
}

/** What a pass means for the request that got it. */
export interface Pass {
  /** Whether its end is news, and must be told. */
  readonly newsworthy: boolean;
}

/**
 * Keeps an upstream that is down from being asked by everybody. All processes share it: it opens when consecutive
 * requests of several users got no answer or a 5xx, then one request tries, and its success closes it for all. Answers
 * such as 400, 401, 403 or 429 are answers.
 */
@Injectable()
export class CircuitBreaker {
  private readonly logger = new Logger(CircuitBreaker.name);
  private readonly keys: readonly [string, string];

  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly scripts: RedisScripts,
  ) {
    this.keys = [`circuit:${options.upstream}`, `circuit:${options.upstream}:failing`];
  }

  /** @throws CircuitOpenError while the upstream is left alone, or somebody else is trying it. */
  async pass(): Promise<Pass> {
    const [waitMs = 0, newsworthy = 0] = await this.scripts.evaluate(PASS_CIRCUIT, this.keys, [this.now]);
    if (waitMs > 0) throw new CircuitOpenError(waitMs);
    return { newsworthy: newsworthy === 1 };
  }

  /** Tells how a request ended that was given `pass`. */
  async report(pass: Pass, userId: string, status: number | undefined): Promise<void> {
    if (status === undefined || status >= 500) return this.fail(userId);
    if (!pass.newsworthy) return;
    const [opened = 0] = await this.scripts.evaluate(CLOSE_CIRCUIT, this.keys, []);
    if (opened === 1) this.logger.log(`${this.options.upstream} answers again.`);
  }

  /** A request with a pass was not sent: the next one may try. */
  async release({ newsworthy }: Pass): Promise<void> {
    if (newsworthy) await this.scripts.evaluate(RETURN_PROBE, [this.keys[0]], []);
  }

  /** For how many milliseconds nothing is sent at least; `0`: requests are sent. */
  async openForMs(): Promise<number> {
    if (!this.scripts.reachable) return 0;
    const [openMs = 0] = await this.scripts.evaluate(LOOK_AT_CIRCUIT, [this.keys[0]], [this.now]);
    return openMs;
  }

  private async fail(userId: string): Promise<void> {
    const [openMs = 0] = await this.scripts.evaluate(FAIL_CIRCUIT, this.keys, [this.now, userId]);
    if (openMs > 0) this.logger.warn(`${this.options.upstream} fails for several users: left alone for ${openMs} ms.`);
  }

  private get now(): number {
    return this.options.clock.now().getTime();
  }
}
