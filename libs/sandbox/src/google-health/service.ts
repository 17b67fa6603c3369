import type { Switches } from '../switches';
import type { GrantStore } from './oauth/grant-store';
import type { ServiceTokens } from './oauth/service-tokens';
import type { World } from '../world/world';
import type { PageTokens } from './points/page-tokens';
import type { MinuteQuota } from './quota/minute-quota';
import type { DailyTotals } from './rollup/daily-totals';
import type { Webhooks } from './webhooks/webhooks';

/** What every method of the service works with. */
export interface Service {
  readonly world: World;
  readonly grants: GrantStore;
  readonly serviceTokens: ServiceTokens;
  readonly webhooks: Webhooks;
  readonly switches: Readonly<Switches>;
  readonly now: () => number;
  readonly pageTokens: PageTokens;
  readonly dailyTotals: DailyTotals;
  /** Absent when quotas are disabled. */
  readonly quota?: MinuteQuota | undefined;
}
