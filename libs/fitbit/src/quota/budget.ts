import { Injectable } from '@nestjs/common';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { FitbitUpstream, type QuotaReport } from '../upstream/fitbit-upstream';
import { BLOCK_BUCKET, FORGET_TURNS, READ_BUCKET, TAKE_FROM_BUCKETS } from './bucket-scripts';
import { RedisScripts } from '../redis/redis-scripts';
import { CORRECT_WINDOW, READ_WINDOW, TAKE_FROM_WINDOW } from './window-scripts';

/**
 * What a request is for, in order of precedence. `interactive`: a user waits for the answer. `update`: a change that a
 * notification announced. `backfill`: history, which takes what the others leave. `returning`: backfill that has waited
 * for a turn and found the budget spent again.
 */
export type BudgetShare = 'interactive' | 'update' | 'backfill' | 'returning';

/** When the budget lets requests of a backfill be sent. */
export interface BudgetOutlook {
  /** Milliseconds until the next request may be sent; `0` for now. */
  readonly firstInMs: number;
  /** Milliseconds until the last one may be sent. */
  readonly lastInMs: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** The upstream resets its counters "approximately" at the full hour, so requests that wait for it are sent a little later. */
const HOUR_SLACK_MS = MINUTE_MS;
/** Share of a user's requests per minute that may be sent at once. With the refill, it stays below the upstream's limit. */
const BURST_SHARE = 1 / 6;
/** Share of the project's requests per second that may be sent at once. A second's refill and a burst stay below the limit. */
const PROJECT_BURST_SHARE = 1 / 10;
/**
 * Share of a burst, or of an hour's quota, that each kind of request must leave to the others. Of the 150 requests of an
 * hour of the Fitbit Web API, 15 are kept for users who wait, and backfill leaves 45 more for updates: four syncs of a
 * device at ten requests.
 */
const RESERVED = { interactive: 0, update: 0.1, backfill: 0.4, returning: 0.4 } as const;
/** The sequence of turns in which requests wait, see {@link TAKE_FROM_BUCKETS}. */
const TURNS: Partial<Record<BudgetShare, 'turn' | 'late'>> = { backfill: 'turn', returning: 'late' };
const PROJECT_KEY = 'budget';
/** Spreads the jobs of many users that wait for the same full hour. */
const JITTER_MS = 20_000;

interface Bucket {
  /** Requests per millisecond; `0` for no limit. */
  readonly rate: number;
  readonly burst: number;
}

/** Requests that may still be sent for a user and for the project. All processes share them through Redis. */
@Injectable()
export class Budget {
  private readonly perUser: Bucket;
  private readonly perProject: Bucket;

  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly scripts: RedisScripts,
    private readonly upstream: FitbitUpstream,
  ) {
    const { requestsPerMinutePerUser: minute, requestsPerMinutePerProject } = options;
    const second = requestsPerMinutePerProject / 60;
    this.perUser = { rate: minute / MINUTE_MS, burst: Math.max(2, minute * BURST_SHARE) };
    this.perProject = {
      rate: (second * (1 - PROJECT_BURST_SHARE)) / 1000,
      burst: Math.max(2, second * PROJECT_BURST_SHARE),
    };
  }

  /**
   * Takes one request out of the user's budget. Returns `0` when it may be sent now, otherwise the milliseconds after
   * which to ask again.
   *
   * Backfill gets turns, so that waiting requests do not all come back at once. Returning requests have a sequence of
   * their own: they do not wait behind a whole import, whose newest days were asked for first.
   */
  async take(userId: string, share: BudgetShare): Promise<number> {
    if (this.isOff) return 0;
    return this.upstream.quota.kind === 'per-minute'
      ? this.takeFromBuckets(userId, share)
      : this.takeFromWindow(userId, share);
  }

  /** Corrects the budget by what the upstream states. It never grows within a window that was counted from its start. */
  async observe(userId: string, quota: QuotaReport): Promise<void> {
    if (this.isOff) return;
    const { limit = -1, remaining = -1, resetsInMs = -1, refusedForMs = -1 } = quota;
    if (this.upstream.quota.kind === 'per-clock-hour') {
      const stated = [limit, remaining, resetsInMs, refusedForMs];
      if (stated.some((number) => number >= 0)) {
        await this.scripts.evaluate(CORRECT_WINDOW, [keyOf(userId)], [...this.windowArguments(), ...stated]);
      }
    } else if (refusedForMs >= 0) {
      await this.scripts.evaluate(BLOCK_BUCKET, [keyOf(userId)], [this.now, this.now + refusedForMs]);
    }
  }

  /**
   * Gives back the turns of a user's backfill. A new grant makes the requests of an earlier one obsolete, and its import
   * would wait behind them.
   */
  async forgetTurns(userId: string): Promise<void> {
    if (this.isOff || this.upstream.quota.kind !== 'per-minute') return;
    await this.scripts.evaluate(FORGET_TURNS, [keyOf(userId)], []);
  }

  /** Estimates when `requests` requests of backfill will have been sent, without taking any. `undefined` without Redis. */
  async outlook(userId: string, requests: number): Promise<BudgetOutlook | undefined> {
    if (this.isOff) return { firstInMs: 0, lastInMs: 0 };
    if (!this.scripts.reachable) return undefined;
    const last = Math.max(0, requests - 1);
    return this.upstream.quota.kind === 'per-minute'
      ? this.outlookOfBucket(userId, last)
      : this.outlookOfWindow(userId, last);
  }

  private get isOff(): boolean {
    return this.options.requestsPerMinutePerUser === 0;
  }

  private get now(): number {
    return this.options.clock.now().getTime();
  }

  private async takeFromBuckets(userId: string, share: BudgetShare): Promise<number> {
    const buckets = [this.perUser, this.perProject].flatMap(({ rate, burst }) => [
      rate,
      burst,
      burst * RESERVED[share],
    ]);
    const keys = [keyOf(userId), PROJECT_KEY];
    const args = [this.now, TURNS[share] ?? '', ...buckets];
    const [waitMs = 0] = await this.scripts.evaluate(TAKE_FROM_BUCKETS, keys, args);
    return waitMs;
  }

  private async takeFromWindow(userId: string, share: BudgetShare): Promise<number> {
    const args = [...this.windowArguments(), RESERVED[share]];
    const [waitMs = 0] = await this.scripts.evaluate(TAKE_FROM_WINDOW, [keyOf(userId)], args);
    return waitMs === 0 || share === 'interactive' ? waitMs : Math.ceil(waitMs + Math.random() * JITTER_MS);
  }

  private async outlookOfBucket(userId: string, last: number): Promise<BudgetOutlook> {
    const { rate, burst } = this.perUser;
    const [left = NaN, at = 0, blocked = 0] = await this.scripts.evaluate(READ_BUCKET, [keyOf(userId)], []);
    const filled = Number.isNaN(left) ? burst / 2 : Math.min(burst, left + Math.max(0, this.now - at) * rate);
    const free = filled - burst * RESERVED.backfill;
    const blockedMs = Math.max(0, (blocked || 0) - this.now);
    const inMs = (requests: number) => blockedMs + Math.max(0, Math.ceil((requests + 1 - free) / rate));
    return { firstInMs: inMs(0), lastInMs: inMs(last) };
  }

  private async outlookOfWindow(userId: string, last: number): Promise<BudgetOutlook> {
    const { now } = this;
    const window = await this.scripts.evaluate(READ_WINDOW, [keyOf(userId)], this.windowArguments());
    const [ends = now, spent = 0, limit = 1, blocked = 0] = window;
    const perWindow = Math.max(1, limit - Math.ceil(limit * RESERVED.backfill));
    const free = Math.max(0, perWindow - spent);
    const inMs = (requests: number) => {
      const windows = requests < free ? 0 : 1 + Math.floor((requests - free) / perWindow);
      return Math.max(0, blocked - now, windows === 0 ? 0 : ends - now + (windows - 1) * HOUR_MS);
    };
    return { firstInMs: inMs(0), lastInMs: inMs(last) };
  }

  /** The arguments with which every script about a window begins. */
  private windowArguments(): number[] {
    const { now } = this;
    const nextHour = (Math.floor(now / HOUR_MS) + 1) * HOUR_MS;
    return [now, this.upstream.quota.requests, nextHour + HOUR_SLACK_MS];
  }
}

function keyOf(userId: string): string {
  return `budget:${userId}`;
}
