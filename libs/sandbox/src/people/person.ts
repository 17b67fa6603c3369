/** A civil date in the format `yyyy-MM-dd`. */
export type IsoDate = string;

/** The movement of one civil day, as one group of sources recorded it, in the upstreams' smallest units. */
export interface Movement {
  readonly steps: number;
  readonly distanceMillimeters: number;
  readonly floors: number;
  readonly altitudeGainMillimeters: number;
  readonly totalKcal: number;
  /** Energy above the basal rate: Google's `active-energy-burned`. */
  readonly activeKcal: number;
  readonly basalKcal: number;
  readonly lightMinutes: number;
  readonly moderateMinutes: number;
  readonly vigorousMinutes: number;
  readonly sedentaryMinutes: number;
}

export type StageType = 'AWAKE' | 'LIGHT' | 'DEEP' | 'REM' | 'ASLEEP' | 'RESTLESS';

export interface RecordedSleep {
  /** A decimal int64 as text. */
  readonly id: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly startUtcOffsetSeconds: number;
  readonly endUtcOffsetSeconds: number;
  readonly type: 'STAGES' | 'CLASSIC';
  readonly mainSleep: boolean;
  readonly stages: readonly { readonly type: StageType; readonly startMs: number; readonly endMs: number }[];
  readonly minutesInSleepPeriod: number;
  readonly minutesAsleep: number;
  readonly minutesAwake: number;
  readonly minutesToFallAsleep: number;
  readonly minutesAfterWakeUp: number;
  readonly awakenings: number;
}

/** A measurement of a scale, or one that a person logged. */
export interface Measurement {
  readonly id: string;
  readonly kind: 'weight' | 'body-fat' | 'height';
  readonly timeMs: number;
  readonly utcOffsetSeconds: number;
  /** Grams, percent or millimetres. */
  readonly value: number;
  readonly source: 'scale' | 'manual' | 'health-connect';
}

export interface IntakeLog {
  readonly id: string;
  readonly kind: 'food' | 'water';
  readonly startMs: number;
  readonly endMs: number;
  readonly utcOffsetSeconds: number;
  /** Kilocalories for food, millilitres for water. */
  readonly value: number;
}

/** Everything that devices and the person recorded for one civil day. */
export interface Day {
  readonly date: IsoDate;
  /** The IANA time zone of this day. It changes when the person travels. */
  readonly timeZone: string;
  /** When the day starts. On the day of a flight, the day before ends here. */
  readonly startMs: number;
  /**
   * When the recorded part of the day ends: the next midnight, or for today the last sync, rounded down to a minute.
   */
  readonly endMs: number;
  /** Absent on a day without any device. */
  readonly movement?: {
    /** All sources reconciled: the wearable, with gaps filled by the phone and by manual logs. */
    readonly all: Movement;
    /** The wearable only. */
    readonly wearable: Movement;
    /** 24 weights that distribute the day over its hours. */
    readonly hourlyShape: readonly number[];
    /** `true` if a phone counted in parallel to the wearable, so that both have points for some minutes. */
    readonly phone: boolean;
  };
  /** The sessions that end on this civil day. */
  readonly sleep: readonly RecordedSleep[];
  readonly measurements: readonly Measurement[];
  readonly intake: readonly IntakeLog[];
}

/** A person with a Fitbit. Days exist from `memberSince` until the last sync; days without any record are absent. */
export interface Person {
  readonly id: string;
  /** A decimal int64 as text, 1 to 63 characters. */
  readonly healthUserId: string;
  /** The encoded id of the Fitbit Web API, for example `GGNJL9`. */
  readonly legacyUserId: string;
  readonly displayName: string;
  readonly age: number;
  /** The time zone of the person's current settings. */
  readonly timeZone: string;
  /** The first day with a record. */
  readonly memberSince: IsoDate;
  readonly hasAltimeter: boolean;
  /**
   * The instant of the last device sync in epoch milliseconds. Newer records are not visible, except those that a clock
   * that was ahead dated into the future.
   */
  readonly lastSyncMs: number;
  /** The last sync as the device reports it. Later than {@link lastSyncMs} if its clock was ahead. */
  readonly claimedSyncMs: number;
  /** The newest day with records: the day of the last sync, or a future day if the device's clock was ahead. */
  readonly newestDate: IsoDate;
  day(date: IsoDate): Day | undefined;
}
