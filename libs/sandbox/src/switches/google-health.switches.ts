/** Switches of the Google Health API's data: parents, filters, pages, data points and rollups. */
export interface GoogleHealthSwitches {
  /**
   * The parent of a data type accepts the caller's own numeric health user id as `{user}`. Documented since October
   * 2026; answered with 400 before.
   * @defaultValue `false`
   */
  numericUserInParent: boolean;
  /**
   * `basal-energy-burned` can be listed and reconciled. The schema declares it, the documentation does not mention it.
   * @defaultValue `false`
   */
  readableBasalEnergyBurned: boolean;
  /**
   * `activity-level` can be rolled up. The schema declares it, the documentation does not mention it.
   * @defaultValue `false`
   */
  activityLevelRollups: boolean;
  /**
   * A page size of 0 is refused with `INVALID_PAGE_SIZE`, as a negative one is. Off, it means the default. Unconfirmed.
   * @defaultValue `true`
   */
  refuseZeroPageSize: boolean;
  /**
   * The page cursor skips points that share the timestamp of a page's last point. Observed once.
   * @defaultValue `false`
   */
  pageBoundaryTieLoss: boolean;
  /**
   * The first page of a list is empty and carries a page token. Allowed by the contract, and observed.
   * @defaultValue `false`
   */
  emptyFirstPage: boolean;
  /**
   * A filter whose lower bound is not below its upper bound is refused with `INVALID_TIME_RANGE`. Off, it matches
   * nothing. Unconfirmed.
   * @defaultValue `true`
   */
  refuseEmptyFilterRange: boolean;
  /**
   * Reconciled sleep repeats the entries of `summary.stagesSummary`. Measured.
   * @defaultValue `true`
   */
  duplicatedStagesSummary: boolean;
  /**
   * The family `google-wearables` hides Fitbit sleep. Reported in one issue of July 2026.
   * @defaultValue `false`
   */
  wearablesFamilyHidesSleep: boolean;
  /**
   * For how many milliseconds after its end a sleep session has neither stages nor `processed`.
   * @defaultValue `0`
   */
  sleepProcessingMs: number;
  /**
   * The page size that `rollUp` assumes when the request has none, for the rule "page size × window ≤ cap". `1440` is a
   * measured default; `'range'` is the number of requested windows, as another client measured.
   * @defaultValue `1440`
   */
  rollUpDefaultPageSize: number | 'range';
  /**
   * `dailyRollUp` returns pages, of 90 entries by default, as the contract of October 2026 declares. Off, its page size
   * limits the query.
   * @defaultValue `false`
   */
  dailyRollUpPages: boolean;
  /**
   * One cap of days for every type of `dailyRollUp`; one client measured 14. `0` keeps the cap of each type, 14 or 90.
   * @defaultValue `0`
   */
  dailyRollUpCapDays: number;
  /**
   * Weight and body fat arrive as the text `"NaN"`, as proto JSON allows for doubles.
   * @defaultValue `false`
   */
  nanDoubles: boolean;
  /**
   * Rollups answer a day or window that only has data of other types with an explicit zero. Which types support it is
   * unconfirmed.
   * @defaultValue `false`
   */
  explicitZeros: boolean;
}

export const DEFAULT_GOOGLE_HEALTH_SWITCHES: Readonly<GoogleHealthSwitches> = {
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
};
