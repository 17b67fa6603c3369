import { DEFAULT_FITBIT_BEHAVIOURS, type FitbitBehaviours } from './fitbit-web-api/behaviours';
import { DEFAULT_WEBHOOK_BEHAVIOURS, type WebhookBehaviours } from './google-health/webhooks/behaviours';

/**
 * Switches for what is not certain about the real service, or what a test may want otherwise. Each names the section
 * of the project's Google Health API reference that it stands for; those of the Fitbit Web API, of notifications and
 * of webhooks stand apart. They may be changed while the sandbox runs.
 */
export interface Behaviours extends FitbitBehaviours, WebhookBehaviours {
  /**
   * Publishing status "Testing": refresh tokens carry `refresh_token_expires_in` 604799 and die seven days after the
   * consent. Reference §2.3, §2.4.
   * @defaultValue `false`
   */
  testingRefreshTokens: boolean;
  /**
   * A refresh answers with a new refresh token and the old one is dead at once. Reference §2.3: Google keeps the old
   * one, a client has to cope with both.
   * @defaultValue `false`
   */
  rotateRefreshTokens: boolean;
  /**
   * A second exchange of one authorization code ends the tokens of the first (RFC 6749 §4.1.2, "SHOULD"). Whether
   * Google does it is UNCONFIRMED.
   * @defaultValue `true`
   */
  revokeOnCodeReuse: boolean;
  /**
   * Live refresh tokens of one user; one more silently ends the oldest. The value is UNCONFIRMED, reference §2.4.
   * @defaultValue `100`
   */
  maxRefreshTokens: number;
  /**
   * A refresh token that nobody used for so long is invalid: six months. Reference §2.4.
   * @defaultValue `183`
   */
  refreshTokenIdleDays: number;
  /**
   * Accepts the own numeric health user id as `{user}` of data type parents: documented since October 2026, answered
   * with 400 before. Reference §3.
   * @defaultValue `false`
   */
  numericUserInParent: boolean;
  /**
   * `basal-energy-burned` can be listed and reconciled: in the schema, not in the documents. Reference §5.1.
   * @defaultValue `false`
   */
  readableBasalEnergyBurned: boolean;
  /**
   * `activity-level` can be rolled up: in the schema, not in the documents. Reference §5.1.
   * @defaultValue `false`
   */
  activityLevelRollups: boolean;
  /**
   * A page size of 0 is refused with `INVALID_PAGE_SIZE` as a negative one is; otherwise it means the default.
   * UNCONFIRMED, reference §6.1.
   * @defaultValue `true`
   */
  refuseZeroPageSize: boolean;
  /**
   * The page cursor skips points that share the timestamp of the last point of a page. Reference §6.1, seen once.
   * @defaultValue `false`
   */
  pageBoundaryTieLoss: boolean;
  /**
   * The first page of a list is empty and carries a token: allowed, seen. Reference §3.
   * @defaultValue `false`
   */
  emptyFirstPage: boolean;
  /**
   * A filter whose lower bound is not below its upper bound is refused with `INVALID_TIME_RANGE`; otherwise it matches
   * nothing. UNCONFIRMED.
   * @defaultValue `true`
   */
  refuseEmptyFilterRange: boolean;
  /**
   * Reconciled sleep repeats the entries of `summary.stagesSummary`. Measured, reference §6.2.
   * @defaultValue `true`
   */
  duplicatedStagesSummary: boolean;
  /**
   * The family `google-wearables` hides Fitbit sleep, as one issue of July 2026 reports. Reference §6.2.
   * @defaultValue `false`
   */
  wearablesFamilyHidesSleep: boolean;
  /**
   * For so long after its end a sleep session has no stages and `processed` is absent. Reference §4.6, §5.3.
   * @defaultValue `0`
   */
  sleepProcessingMs: number;
  /**
   * Page size that `rollUp` assumes when none is sent, for the rule "page size × window ≤ cap": `1440` is the default
   * that AWSM measured, `'range'` the number of windows asked for, as KK did. Reference §6.5.
   * @defaultValue `1440`
   */
  rollUpDefaultPageSize: number | 'range';
  /**
   * `dailyRollUp` pages, 90 entries by default, as the contract of October 2026 declares; otherwise its page size is a
   * limit of the query. Reference §6.5, §13.
   * @defaultValue `false`
   */
  dailyRollUpPages: boolean;
  /**
   * One cap for every type of `dailyRollUp`: VIT measured 14. `0` keeps the 14 or 90 days of each type. Reference §6.5.
   * @defaultValue `0`
   */
  dailyRollUpCapDays: number;
  /**
   * Weights and body fat come as the text `"NaN"`, as doubles can. Reference §3.
   * @defaultValue `false`
   */
  nanDoubles: boolean;
  /**
   * Rollups answer a day or window that has data of another type with an explicit zero. "True zero" support per type
   * is UNCONFIRMED, reference §10.
   * @defaultValue `false`
   */
  explicitZeros: boolean;
}

/** The documented and measured behaviour; where nothing is known, the stricter reading. */
export const DEFAULT_BEHAVIOURS: Readonly<Behaviours> = {
  testingRefreshTokens: false,
  rotateRefreshTokens: false,
  revokeOnCodeReuse: true,
  maxRefreshTokens: 100,
  refreshTokenIdleDays: 183,
  numericUserInParent: false,
  readableBasalEnergyBurned: false,
  activityLevelRollups: false,
  refuseZeroPageSize: true,
  pageBoundaryTieLoss: false,
  emptyFirstPage: false,
  refuseEmptyFilterRange: true,
  duplicatedStagesSummary: true,
  wearablesFamilyHidesSleep: false,
  sleepProcessingMs: 0,
  rollUpDefaultPageSize: 1440,
  dailyRollUpPages: false,
  dailyRollUpCapDays: 0,
  nanDoubles: false,
  explicitZeros: false,
  ...DEFAULT_FITBIT_BEHAVIOURS,
  ...DEFAULT_WEBHOOK_BEHAVIOURS,
};

/** What a switch may be set to beside values of its default's type, or instead of them. */
export const BEHAVIOUR_CHOICES: Readonly<Partial<Record<keyof Behaviours, readonly string[]>>> = {
  rollUpDefaultPageSize: ['range'],
  notificationSignature: ['good', 'wrong', 'unknown-key', 'none'],
  intervalMembers: ['both', 'civil', 'physical'],
  notificationAuthorization: ['secret', 'wrong', 'none'],
};
