import { DEFAULT_FITBIT_NOTIFICATION_BEHAVIOURS, type FitbitNotificationBehaviours } from './subscriptions/behaviours';

/**
 * Switches of the legacy side. Each names the section of the project's Fitbit Web API reference that it stands for.
 */
export interface FitbitBehaviours extends FitbitNotificationBehaviours {
  /**
   * The service has been turned down: every route answers 410. Reference §0.
   * @defaultValue `false`
   */
  gone: boolean;
  /**
   * For so long an identical refresh gets the same answer again; `0` never. Reference §2.2, the older wording.
   * @defaultValue `120_000`
   */
  refreshGraceMs: number;
  /**
   * The grace ends as soon as one of the new tokens is used. Reference §2.2, the current wording.
   * @defaultValue `true`
   */
  refreshGraceEndsOnUse: boolean;
  /**
   * A new authorization ends the refresh token of the one before. Reference §2.2: follows from "only one live refresh
   * token".
   * @defaultValue `true`
   */
  singleRefreshToken: boolean;
  /**
   * The consent page appends `#_=_` to the redirect. UNCONFIRMED, reference §2.1; no server ever sees it.
   * @defaultValue `false`
   */
  redirectFragment: boolean;
  /**
   * The status of a request without an `Authorization` header: 400 by the official page, 401 by a recording.
   * UNCONFIRMED, reference §2.6.
   * @defaultValue `401`
   */
  missingAuthorizationStatus: number;
  /**
   * Requests an hour of one user. Reference §3.
   * @defaultValue `150`
   */
  hourlyQuota: number;
  /**
   * For so long after the hour the quota of the hour before still counts. Reference §3: seen, "approximately".
   * @defaultValue `0`
   */
  quotaSlackMs: number;
  /**
   * `fitbit-rate-limit-remaining` is behind by so many requests. Reference §3: "updated asynchronously".
   * @defaultValue `0`
   */
  remainingLag: number;
  /**
   * A 429 carries `Retry-After`. Reference §3: clients met answers without.
   * @defaultValue `true`
   */
  sendRetryAfter: boolean;
  /**
   * A 429 says this many seconds in `Retry-After`, whatever is true; `0` tells the truth. Reference §3, seen in 2025.
   * @defaultValue `0`
   */
  wrongRetryAfterSeconds: number;
  /**
   * `max` of activity series answers 422 for whoever joined more than so many days ago. Reference §4.3, §8; `0` never.
   * @defaultValue `1095`
   */
  maxPeriodDays: number;
  /**
   * `1m`, `3m`, `6m` and `1y` are calendar periods; otherwise 30, 90, 180 and 365 days. UNCONFIRMED, reference §5.10.
   * @defaultValue `true`
   */
  calendarPeriods: boolean;
  /**
   * A range may be a day longer: its limit counts the difference of the dates, not the days. UNCONFIRMED, reference §10.
   * @defaultValue `false`
   */
  rangeCountsDifference: boolean;
  /**
   * `today` is taken where the documents name a plain date only. UNCONFIRMED, reference §1.3.
   * @defaultValue `true`
   */
  todayInPlainDates: boolean;
  /**
   * Decimals of the series carry the noise of 32-bit floats. Reference §5.1.
   * @defaultValue `true`
   */
  floatNoise: boolean;
  /**
   * Series of `body/` repeat the last log until the next one; otherwise a day without a log is 0. UNCONFIRMED, §5.3.
   * @defaultValue `true`
   */
  bodyCarriesForward: boolean;
  /**
   * `floors` and `elevation` of whoever has no altimeter are zeros; otherwise 400. UNCONFIRMED, reference §5.2.
   * @defaultValue `false`
   */
  zerosWithoutAltimeter: boolean;
  /**
   * `sleep/startTime` is a date and time, as seen last; otherwise `HH:mm`. Reference §5.5.
   * @defaultValue `true`
   */
  sleepStartTimeWithDate: boolean;
  /**
   * The first request for a night after each sync is told that it is still being processed. Reference §6.1.
   * @defaultValue `false`
   */
  sleepPendingAfterSync: boolean;
  /**
   * The status of that answer: 200 or 202. UNCONFIRMED, reference §6.1.
   * @defaultValue `200`
   */
  sleepPendingStatus: number;
  /**
   * SpO2 of a day without data is `[]`; otherwise `{}`. UNCONFIRMED, reference §5.8.
   * @defaultValue `false`
   */
  emptySpo2IsArray: boolean;
  /**
   * The application may read intraday data; otherwise 403. Reference §6.7.
   * @defaultValue `true`
   */
  intradayApproved: boolean;
  /**
   * A 409 of a subscription carries the one that stands; otherwise an error. UNCONFIRMED, reference §7.2.
   * @defaultValue `false`
   */
  conflictShowsSubscription: boolean;
}

/** What the reference proposes. */
export const DEFAULT_FITBIT_BEHAVIOURS: Readonly<FitbitBehaviours> = {
  gone: false,
  refreshGraceMs: 120_000,
  refreshGraceEndsOnUse: true,
  singleRefreshToken: true,
  redirectFragment: false,
  missingAuthorizationStatus: 401,
  hourlyQuota: 150,
  quotaSlackMs: 0,
  remainingLag: 0,
  sendRetryAfter: true,
  wrongRetryAfterSeconds: 0,
  maxPeriodDays: 1095,
  calendarPeriods: true,
  rangeCountsDifference: false,
  todayInPlainDates: true,
  floatNoise: true,
  bodyCarriesForward: true,
  zerosWithoutAltimeter: false,
  sleepStartTimeWithDate: true,
  sleepPendingAfterSync: false,
  sleepPendingStatus: 200,
  emptySpo2IsArray: false,
  intradayApproved: true,
  conflictShowsSubscription: false,
  ...DEFAULT_FITBIT_NOTIFICATION_BEHAVIOURS,
};
