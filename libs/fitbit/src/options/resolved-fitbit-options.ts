import type { ResourceName } from '../model/resource';
import type { OPTION_TABLE } from './fitbit-module-options';
import type { ResolvedGoogleProject } from './google-options';
import type { ResolvedTable } from './option';

type Values = ResolvedTable<typeof OPTION_TABLE>;

/** The options with every default applied and every check passed. Delays are in milliseconds from here on. */
export interface ResolvedFitbitOptions extends Omit<
  Values,
  'subscriptions' | 'historicalInitDelay' | 'betweenDelay' | 'google'
> {
  /** What is imported and updated, in order (S8). */
  readonly resources: readonly ResourceName[];
  readonly historicalInitDelayMs: number;
  readonly betweenDelayMs: number;
  readonly google: ResolvedGoogleOptions;
}

export interface ResolvedGoogleOptions extends Pick<Values['google'], 'webhookSecrets' | 'subscriptionPolicy'> {
  readonly webhookUrl: URL;
  /** `undefined` without a service account, and on the other upstream. */
  readonly project: ResolvedGoogleProject | undefined;
}
