import type { Behaviours } from '../behaviours';
import type { GrantStore } from '../google-oauth/grant-store';
import type { World } from '../world';
import type { PageTokens } from './points/page-tokens';
import type { Quota } from './quota/quota';
import type { DailyTotals } from './rollup/daily-totals';

/** What every method of the service works with. */
export interface Service {
  readonly world: World;
  readonly grants: GrantStore;
  readonly behaviours: Readonly<Behaviours>;
  readonly now: () => number;
  readonly pageTokens: PageTokens;
  readonly dailyTotals: DailyTotals;
  /** Absent when quotas are switched off. */
  readonly quota?: Quota | undefined;
}
