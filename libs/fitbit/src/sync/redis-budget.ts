import { Injectable } from '@nestjs/common';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { FitbitUpstream } from '../upstream/fitbit-upstream';
import { Budget, type BudgetShare } from './budget';
import { TAKE_FROM_BUCKET, TAKE_FROM_HOUR } from './budget-scripts';
import { HistoricalQueue } from './historical.queue';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** The upstream sets its counters back "approximately" at the full hour: whoever waits for it comes a little later. */
const HOUR_SLACK_MS = MINUTE_MS;
/** Of a minute's budget: what may be sent at once. The sum of both stays below the upstream's limit. */
const BURST_SHARE = 1 / 6;
/** Kept for those who wait in front of a page. */
const RESERVED_SHARE = 1 / 4;
/** Of an hour's quota: more than a connect and a few pages. */
const RESERVED_OF_HOUR = 20;

@Injectable()
export class RedisBudget extends Budget {
  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly queue: HistoricalQueue,
    private readonly upstream: FitbitUpstream,
  ) {
    super();
  }

  override async take(userId: string, share: BudgetShare): Promise<number> {
    if (this.options.requestsPerMinutePerUser === 0) return 0;
    const now = this.options.clock.now().getTime();
    const { kind, requests } = this.upstream.quota;
    return kind === 'per-minute'
      ? this.takeFromBucket(userId, share, now)
      : this.takeFromHour(userId, share, now, requests);
  }

  private takeFromBucket(userId: string, share: BudgetShare, now: number): Promise<number> {
    const perMinute = this.options.requestsPerMinutePerUser;
    const burst = Math.max(2, perMinute * BURST_SHARE);
    const reserve = share === 'backfill' ? burst * RESERVED_SHARE : 0;
    return this.queue.evaluate(TAKE_FROM_BUCKET, `budget:{${userId}}`, [now, perMinute / MINUTE_MS, burst, reserve]);
  }

  private takeFromHour(userId: string, share: BudgetShare, now: number, quota: number): Promise<number> {
    const hour = Math.floor(now / HOUR_MS);
    const endsInMs = (hour + 1) * HOUR_MS + HOUR_SLACK_MS - now;
    const reserve = share === 'backfill' ? RESERVED_OF_HOUR : 0;
    return this.queue.evaluate(TAKE_FROM_HOUR, `budget:{${userId}}:${hour}`, [endsInMs, quota, reserve]);
  }
}
