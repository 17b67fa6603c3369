import type { FitbitAccessSwitches } from '../../switches/fitbit-access.switches';

const HOUR_MS = 3_600_000;

/** The values of the `fitbit-rate-limit-*` headers. */
export interface QuotaState {
  readonly limit: number;
  readonly remaining: number;
  readonly resetSeconds: number;
  /** `true` for requests beyond the limit. */
  readonly exceeded: boolean;
}

/** Counts the requests of each user in fixed windows that start at the top of the hour. Refused requests count, too. */
export class HourlyQuota {
  private readonly counts = new Map<string, number>();
  private window = Number.NaN;

  constructor(private readonly switches: Readonly<FitbitAccessSwitches>) {}

  take(personId: string, nowMs: number): QuotaState {
    const { hourlyQuota: limit, quotaSlackMs, remainingLag } = this.switches;
    const window = Math.floor((nowMs - quotaSlackMs) / HOUR_MS);
    if (window !== this.window) this.counts.clear();
    this.window = window;
    const count = (this.counts.get(personId) ?? 0) + 1;
    this.counts.set(personId, count);
    const exceeded = count > limit;
    const remaining = Math.max(0, limit - count + (exceeded ? 0 : remainingLag));
    return { limit, remaining: Math.min(limit, remaining), resetSeconds: secondsToTheHour(nowMs), exceeded };
  }

  reset(): void {
    this.counts.clear();
  }
}

function secondsToTheHour(nowMs: number): number {
  return Math.ceil((HOUR_MS - (nowMs % HOUR_MS)) / 1000);
}
