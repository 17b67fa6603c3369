/** Switches of what the Fitbit Web API answers: periods, series, sleep logs. */
export interface FitbitDataSwitches {
  /**
   * `max` of an activity series answers 422 for members who joined more than this many days ago; `0` disables this.
   * @defaultValue `1095`
   */
  maxPeriodDays: number;
  /**
   * `1m`, `3m`, `6m` and `1y` are calendar periods. Off, they are 30, 90, 180 and 365 days. Unconfirmed.
   * @defaultValue `true`
   */
  calendarPeriods: boolean;
  /**
   * A range may be one day longer: its limit counts the difference of the dates instead of the days. Unconfirmed.
   * @defaultValue `false`
   */
  rangeCountsDifference: boolean;
  /**
   * `today` is accepted where the documentation only names a date. Unconfirmed.
   * @defaultValue `true`
   */
  todayInPlainDates: boolean;
  /**
   * Decimals of the series carry the noise of 32-bit floats. Measured.
   * @defaultValue `true`
   */
  floatNoise: boolean;
  /**
   * Series of `body/` repeat the last log until the next one. Off, a day without a log is 0. Unconfirmed.
   * @defaultValue `true`
   */
  bodyCarriesForward: boolean;
  /**
   * `floors` and `elevation` of a person without an altimeter are zeros. Off, the answer is 400. Unconfirmed.
   * @defaultValue `false`
   */
  zerosWithoutAltimeter: boolean;
  /**
   * `sleep/startTime` is a date and time, as last observed. Off, it is `HH:mm`.
   * @defaultValue `true`
   */
  sleepStartTimeWithDate: boolean;
  /**
   * The first request for a night after each sync answers that the night is still being processed.
   * @defaultValue `false`
   */
  sleepPendingAfterSync: boolean;
  /**
   * The status of that answer: 200 or 202. Unconfirmed.
   * @defaultValue `200`
   */
  sleepPendingStatus: number;
  /**
   * SpO2 of a day without data is `[]`. Off, it is `{}`. Unconfirmed.
   * @defaultValue `false`
   */
  emptySpo2IsArray: boolean;
}

export const DEFAULT_FITBIT_DATA_SWITCHES: Readonly<FitbitDataSwitches> = {
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
};
