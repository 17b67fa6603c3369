/** A civil date, `yyyy-MM-dd`. */
export type IsoDate = string;

/** One civil day of movement as one group of sources saw it, in the finest units that an upstream sends. */
export interface Movement {
  readonly steps: number;
  readonly distanceMillimeters: number;
  readonly floors: number;
  readonly altitudeGainMillimeters: number;
  readonly totalKcal: number;
  /** Burned above the basal rate: Google's `active-energy-burned`. */
  readonly activeKcal: number;
  readonly basalKcal: number;
  readonly lightMinutes: number;
  readonly moderateMinutes: number;
  readonly vigorousMinutes: number;
  readonly sedentaryMinutes: number;
}

export type StageType = 'AWAKE' | 'LIGHT' | 'DEEP' | 'REM' | 'ASLEEP' | 'RESTLESS';

export interface RecordedSleep {
  /** Decimal int64 as text. */
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

/** A point that has a name, a moment and a value: what a scale or a person logs. */
export interface Measurement {
  readonly id: string;
  readonly kind: 'weight' | 'body-fat' | 'height';
  readonly timeMs: number;
  readonly utcOffsetSeconds: number;
  /** Grams, percent, millimetres. */
  readonly value: number;
  readonly source: 'scale' | 'manual' | 'health-connect';
}

export interface IntakeLog {
  readonly id: string;
  readonly kind: 'food' | 'water';
  readonly startMs: number;
  readonly endMs: number;
  readonly utcOffsetSeconds: number;
  /** kcal for food, millilitres for water. */
  readonly value: number;
}

/** Everything that devices and the person recorded for one civil day. */
export interface Day {
  readonly date: IsoDate;
  /** IANA zone in which this day was lived: a traveller's changes. */
  readonly timeZone: string;
  /** When the day began; on the day of a flight this is where the day before ends. */
  readonly startMs: number;
  /** When the recorded part of the day ends: the next midnight, or for today the last sync, down to the minute. */
  readonly endMs: number;
  /** Absent on a day without any device. */
  readonly movement?: {
    /** All sources reconciled: the wearable, with gaps filled by the phone and by manual logs. */
    readonly all: Movement;
    /** The wearable alone. */
    readonly wearable: Movement;
    /** 24 weights that shape the day; they need not add up to anything. */
    readonly hourlyShape: readonly number[];
    /** `true` when a phone counted beside the wearable: it sends points of its own for some of the same minutes. */
    readonly phone: boolean;
  };
  /** The sessions that end on this civil day. */
  readonly sleep: readonly RecordedSleep[];
  readonly measurements: readonly Measurement[];
  readonly intake: readonly IntakeLog[];
}

/** A person with a Fitbit. Days exist from `memberSince` until the last sync; a day without any record is absent. */
export interface Person {
  readonly id: string;
  /** Decimal int64 as text, 1 to 63 characters. */
  readonly healthUserId: string;
  /** The encoded id of the Fitbit Web API, for example `GGNJL9`. */
  readonly legacyUserId: string;
  readonly displayName: string;
  readonly age: number;
  /** The zone that the person's settings show now. */
  readonly timeZone: string;
  /** The first day with a record. */
  readonly memberSince: IsoDate;
  readonly hasAltimeter: boolean;
  /** Instant of the last device sync, epoch milliseconds: nothing newer is visible, but what a clock that was ahead misdated. */
  readonly lastSyncMs: number;
  /** When the device says that it synced last: later than {@link lastSyncMs} where its clock was ahead. */
  readonly claimedSyncMs: number;
  /** The newest day with records: the one of the last sync, or one that a clock that was ahead put them under. */
  readonly newestDate: IsoDate;
  day(date: IsoDate): Day | undefined;
}
