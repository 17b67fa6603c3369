/** Switches of the Fitbit Web API that decide who is admitted, and how often. */
export interface FitbitAccessSwitches {
  /**
   * The service has been shut down: every route answers 410.
   * @defaultValue `false`
   */
  gone: boolean;
  /**
   * The status of a request without an `Authorization` header: 400 in the documentation, 401 in a recording.
   * Unconfirmed.
   * @defaultValue `401`
   */
  missingAuthorizationStatus: number;
  /**
   * The number of requests per user and hour. Documented.
   * @defaultValue `150`
   */
  hourlyQuota: number;
  /**
   * For how many milliseconds after the hour the quota of the previous hour still counts. Observed: the documentation
   * says "approximately".
   * @defaultValue `0`
   */
  quotaSlackMs: number;
  /**
   * By how many requests `fitbit-rate-limit-remaining` lags behind. Documented as "updated asynchronously".
   * @defaultValue `0`
   */
  remainingLag: number;
  /**
   * A 429 carries `Retry-After`. Clients have received answers without it.
   * @defaultValue `true`
   */
  sendRetryAfter: boolean;
  /**
   * The seconds that a 429 names in `Retry-After`, right or wrong; `0` sends the right number. Observed in 2025.
   * @defaultValue `0`
   */
  wrongRetryAfterSeconds: number;
  /**
   * The application may read intraday data. Off, the answer is 403. Documented.
   * @defaultValue `true`
   */
  intradayApproved: boolean;
}

export const DEFAULT_FITBIT_ACCESS_SWITCHES: Readonly<FitbitAccessSwitches> = {
  gone: false,
  missingAuthorizationStatus: 401,
  hourlyQuota: 150,
  quotaSlackMs: 0,
  remainingLag: 0,
  sendRetryAfter: true,
  wrongRetryAfterSeconds: 0,
  intradayApproved: true,
};
