import { Injectable } from '@nestjs/common';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { FitbitUpstream, type QuotaReport } from '../upstream/fitbit-upstream';
import { BLOCK_BUCKET, LOOK_AT_BUCKET, TAKE_FROM_BUCKETS } from './bucket-scripts';
import { RedisScripts } from '../redis/redis-scripts';
import { CORRECT_WINDOW, LOOK_AT_WINDOW, TAKE_FROM_WINDOW } from './window-scripts';

/**
 * `interactive`: somebody waits for the answer. `update`: a change that the upstream told us of. `backfill`: history,
 * which may take what the others leave. `returning`: backfill that had a turn already, which the others took.
 */
export type BudgetShare = 'interactive' | 'update' | 'backfill' | 'returning';

/** How long backfill takes, as far as the budget goes. */
export interface BudgetOutlook {
  /** Milliseconds until the next request may be sent; `0`: now. */
  readonly firstInMs: number;
  /** Milliseconds until the last one may be sent. */
  readonly lastInMs: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** The upstream sets its counters back "approximately" at the full hour: whoever waits for it comes a little later. */
const HOUR_SLACK_MS = MINUTE_MS;
/** Of a user's minute: what may be sent at once. The sum of both stays below the upstream's limit. */
const BURST_SHARE = 1 / 6;
/** Of a project's second. Its limit may be enforced per second: a second of the rate and a burst stay below it. */
const PROJECT_BURST_SHARE = 1 / 10;
/**
 * Left to others, of a burst and of an hour. An hour of the Fitbit Web API so has 15 requests for people, and behind a
 * backfill 45 more for updates: four syncs of a device at ten requests.
 */
const RESERVED = { interactive: 0, update: 0.1, backfill: 0.4, returning: 0.4 } as const;
/** The clock that gives turns to those who wait. */
const TURNS: Partial<Record<BudgetShare, 'turn' | 'late'>> = { backfill: 'turn', returning: 'late' };
const PROJECT_KEY = 'budget';
/** Jobs that wait for the same hour of many users do not come back in one second. */
const JITTER_MS = 20_000;

interface Bucket {
  /** Requests per millisecond; `0`: no limit. */
  readonly rate: number;
  readonly burst: number;
}

/** Requests that may still be sent for a user and for the project, shared by every process through Redis. */
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
   * Takes one request out of the user's budget. Returns `0` when it may be sent now, otherwise the milliseconds to wait
   * before asking again. Backfill is told a turn of its own, so that those who wait do not all come back at once. Who
   * comes back in vain waits behind others who did, not behind all of an import: the newest days were asked for first.
   */
  async take(userId: string, share: BudgetShare): Promise<number> {
    if (this.isOff) return 0;
    return this.upstream.quota.kind === 'per-minute'
      ? this.takeFromBuckets(userId, share)
      : this.takeFromWindow(userId, share);
  }

  /** Corrects the budget by what the upstream says: never upwards within a window that we have counted ourselves. */
  async observe(userId: string, quota: QuotaReport): Promise<void> {
    if (this.isOff) return;
    const { limit = -1, remaining = -1, resetsInMs = -1, refusedForMs = -1 } = quota;
    if (this.upstream.quota.kind === 'per-clock-hour') {
      const told = [limit, remaining, resetsInMs, refusedForMs];
      if (told.some((number) => number >= 0)) {
        await this.scripts.evaluate(CORRECT_WINDOW, [keyOf(userId)], [...this.window(), ...told]);
      }
    } else if (refusedForMs >= 0) {
      await this.scripts.evaluate(BLOCK_BUCKET, [keyOf(userId)], [this.now, this.now + refusedForMs]);
    }
  }

  /** When `requests` requests of backfill can have been sent; takes nothing. `undefined` when nobody knows. */
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
    const args = [...this.window(), RESERVED[share]];
    const [waitMs = 0] = await this.scripts.evaluate(TAKE_FROM_WINDOW, [keyOf(userId)], args);
    return waitMs === 0 || share === 'interactive' ? waitMs : Math.ceil(waitMs + Math.random() * JITTER_MS);
  }

  private async outlookOfBucket(userId: string, last: number): Promise<BudgetOutlook> {
    const { rate, burst } = this.perUser;
    const [left = NaN, at = 0, blocked = 0] = await this.scripts.evaluate(LOOK_AT_BUCKET, [keyOf(userId)], []);
    const filled = Number.isNaN(left) ? burst / 2 : Math.min(burst, left + Math.max(0, this.now - at) * rate);
    const free = filled - burst * RESERVED.backfill;
    const blockedMs = Math.max(0, (blocked || 0) - this.now);
    const inMs = (requests: number) => blockedMs + Math.max(0, Math.ceil((requests + 1 - free) / rate));
    return { firstInMs: inMs(0), lastInMs: inMs(last) };
  }

  private async outlookOfWindow(userId: string, last: number): Promise<BudgetOutlook> {
    const { now } = this;
    const looked = await this.scripts.evaluate(LOOK_AT_WINDOW, [keyOf(userId)], this.window());
    const [ends = now, spent = 0, limit = 1, blocked = 0] = looked;
    const perWindow = Math.max(1, limit - Math.ceil(limit * RESERVED.backfill));
    const free = Math.max(0, perWindow - spent);
    const inMs = (requests: number) => {
      const windows = requests < free ? 0 : 1 + Math.floor((requests - free) / perWindow);
      return Math.max(0, blocked - now, windows === 0 ? 0 : ends - now + (windows - 1) * HOUR_MS);
    };
    return { firstInMs: inMs(0), lastInMs: inMs(last) };
  }

  /** What every script about a window begins with. */
  private window(): number[] {
    const { now } = this;
    const nextHour = (Math.floor(now / HOUR_MS) + 1) * HOUR_MS;
    return [now, this.upstream.quota.requests, nextHour + HOUR_SLACK_MS];
  }
}

function keyOf(userId: string): string {
  return `budget:${userId}`;
}
