import { Injectable, Logger } from '@nestjs/common';
import { UpstreamUnavailableError } from '../errors/fitbit.errors';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { CLOSE_CIRCUIT, FAIL_CIRCUIT, READ_CIRCUIT, PASS_CIRCUIT, RETURN_PROBE } from './circuit-scripts';
import { RedisScripts } from '../redis/redis-scripts';

/** The upstream failed for several users, so no requests are sent for a while. Not a failed attempt of the request. */
export class CircuitOpenError extends UpstreamUnavailableError {
  constructor(
    /** How long to wait before asking again, in milliseconds. */
    readonly retryAfterMs: number,
  ) {
    super(`it failed for several users; nothing is sent for ${Math.ceil(retryAfterMs / 1000)} s`);
  }
}

/** Permission to send one request. */
export interface Pass {
  /** Whether a success must be reported, too: it closes the circuit or ends a series of failures. */
  readonly newsworthy: boolean;
}

/**
 * Stops sending requests to an upstream that is down. All processes share the circuit: it opens when consecutive requests
 * of several users get no answer or a 5xx. Later one request is let through as a probe, and its success closes the circuit
 * for all. Answers such as 400, 401, 403 or 429 do not count as failures.
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

  /** @throws CircuitOpenError while the circuit is open, or another request is the probe. */
  async pass(): Promise<Pass> {
    const [waitMs = 0, newsworthy = 0] = await this.scripts.evaluate(PASS_CIRCUIT, this.keys, [this.now]);
    if (waitMs > 0) throw new CircuitOpenError(waitMs);
    return { newsworthy: newsworthy === 1 };
  }

  /** Reports the outcome of a request that had `pass`; `undefined` for no answer. */
  async report(pass: Pass, userId: string, status: number | undefined): Promise<void> {
    if (status === undefined || status >= 500) return this.fail(userId);
    if (!pass.newsworthy) return;
    const [opened = 0] = await this.scripts.evaluate(CLOSE_CIRCUIT, this.keys, []);
    if (opened === 1) this.logger.log(`${this.options.upstream} answers again; requests are sent as usual.`);
  }

  /** Returns the pass of a request that was not sent, so that the next one can be the probe. */
  async release({ newsworthy }: Pass): Promise<void> {
    if (newsworthy) await this.scripts.evaluate(RETURN_PROBE, [this.keys[0]], []);
  }

  /** For how many milliseconds at least no requests are sent; `0` when they are. */
  async openForMs(): Promise<number> {
    if (!this.scripts.reachable) return 0;
    const [openMs = 0] = await this.scripts.evaluate(READ_CIRCUIT, [this.keys[0]], [this.now]);
    return openMs;
  }

  private async fail(userId: string): Promise<void> {
    const [openMs = 0] = await this.scripts.evaluate(FAIL_CIRCUIT, this.keys, [this.now, userId]);
    if (openMs > 0)
      this.logger.warn(`${this.options.upstream} fails for several users; no requests are sent for ${openMs} ms.`);
  }

  private get now(): number {
    return this.options.clock.now().getTime();
  }
}
