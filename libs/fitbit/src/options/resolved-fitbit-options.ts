import type { CivilDate } from '../model/civil-date';
import type { Clock } from '../model/clock';
import type { ResourceName } from '../model/resource';
import type { UpstreamName } from '../model/upstream-name';
import type { FitbitModuleOptions } from './fitbit-module-options';
import type { ResolvedGoogleProject } from './google-project';
import type { SweepIntervals } from './sweep-intervals';

/** A key of the ring as bytes. */
export interface ResolvedEncryptionKey {
  readonly id: string;
  readonly key: Uint8Array;
}

/** The options with every default applied and every check passed. Delays are in milliseconds from here on. */
export interface ResolvedFitbitOptions {
  readonly upstream: UpstreamName;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly callbackUrl: URL;
  readonly encryptionKeys: readonly [ResolvedEncryptionKey, ...ResolvedEncryptionKey[]];
  readonly user: NonNullable<FitbitModuleOptions['user']>;
  readonly signInUrl: string | undefined;
  readonly verificationCode: string | undefined;
  /** The first one is the current one; none: no notification of Google is accepted. */
  readonly webhookSecrets: readonly string[];
  readonly webhookUrl: URL;
  readonly subscriptionPolicy: 'AUTOMATIC' | 'MANUAL';
  readonly googleProject: ResolvedGoogleProject | undefined;
  readonly loginRedirect: string;
  readonly logoutRedirect: string;
  readonly subscribe: boolean;
  readonly subscriberId: string | undefined;
  /** What is imported and updated, in order (S8). */
  readonly resources: readonly ResourceName[];
  readonly historicalInitDelayMs: number;
  readonly betweenDelayMs: number;
  readonly errorTemplate: string | undefined;
  readonly decoratorMessage: NonNullable<FitbitModuleOptions['decoratorMessage']>;
  readonly upstreamBaseUrl: URL | undefined;
  readonly refreshLeewayMs: number;
  readonly requestsPerMinutePerUser: number;
  readonly webhookBodyLimitBytes: number;
  readonly unannouncedIntervalMs: number;
  readonly sweepIntervalsMs: SweepIntervals;
  readonly requestsPerMinutePerProject: number;
  readonly historyDays: number | undefined;
  readonly historyStart: CivilDate | undefined;
  readonly onAccountChange: 'keep' | 'replace';
  readonly authorizationAttemptsPerMinute: number;
  readonly clock: Clock;
}
