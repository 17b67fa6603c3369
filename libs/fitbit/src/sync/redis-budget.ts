import { Injectable } from '@nestjs/common';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { Budget, type BudgetShare } from './budget';
import { HistoricalQueue } from './historical.queue';

/**
 * A token bucket: `rate` per millisecond up to `burst`. An unknown bucket is half full, because Redis may just have
 * lost it. Backfill leaves `reserve` to the others, and whoever of it must wait gets the next free turn.
 */
const TAKE = `
local now, rate, burst, reserve = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local bucket = redis.call('HMGET', KEYS[1], 'left', 'at', 'turn')
local at = math.min(tonumber(bucket[2]) or now, now)
local left = math.min(burst, (tonumber(bucket[1]) or burst / 2) + (now - at) * rate)
local turn = tonumber(bucket[3]) or 0
local wait = 0
if left - 1 >= reserve then
  left = left - 1
else
  wait = math.ceil((1 + reserve - left) / rate)
  if reserve > 0 then
    turn = math.max(turn, now + wait)
    wait = math.ceil(turn - now)
    turn = turn + 1 / rate
  end
end
redis.call('HSET', KEYS[1], 'left', tostring(left), 'at', tostring(now), 'turn', tostring(turn))
redis.call('PEXPIRE', KEYS[1], 3600000)
return wait`;

const MINUTE_MS = 60_000;
/** Of a minute's budget: what may be sent at once. The sum of both stays below the upstream's limit. */
const BURST_SHARE = 1 / 6;
const RESERVED_SHARE = 1 / 4;

@Injectable()
export class RedisBudget extends Budget {
  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly queue: HistoricalQueue,
  ) {
    super();
  }

  override async take(userId: string, share: BudgetShare): Promise<number> {
    const perMinute = this.options.requestsPerMinutePerUser;
    if (perMinute === 0) return 0;
    const burst = Math.max(2, perMinute * BURST_SHARE);
    const reserve = share === 'backfill' ? burst * RESERVED_SHARE : 0;
    const now = this.options.clock.now().getTime();
    return this.queue.evaluate(TAKE, `budget:{${userId}}`, [now, perMinute / MINUTE_MS, burst, reserve]);
  }
}
