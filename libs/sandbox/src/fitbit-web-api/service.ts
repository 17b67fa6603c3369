import type { World } from '../world/world';
import type { Switches } from '../switches';
import type { DayFigures } from './figures/day-figures';
import type { GrantStore } from './oauth/grant-store';
import type { HourlyQuota } from './quota/hourly-quota';
import type { PendingNights } from './sleep/pending-nights';

/** What every endpoint works with. */
export interface Service {
  readonly world: World;
  readonly grants: GrantStore;
  readonly switches: Readonly<Switches>;
  readonly now: () => number;
  readonly figures: DayFigures;
  readonly pendingNights: PendingNights;
  /** Absent when quotas are disabled. */
  readonly quota?: HourlyQuota | undefined;
}
