import type { Day, IsoDate } from './person';

/** The source of a person's days. They are complete: neither cut at the last sync nor edited. */
export interface DaySource {
  /** The time zone of a day (days since 1970-01-01). */
  timeZoneOn(day: number): string;
  day(date: IsoDate): Day | undefined;
  /** The records of a day that the device has not delivered; `undefined` if there are none. */
  late(date: IsoDate): Day | undefined;
}

/** A person, apart from the days. */
export interface PersonFacts {
  readonly id: string;
  readonly healthUserId: string;
  readonly legacyUserId: string;
  readonly displayName: string;
  readonly age: number;
  readonly memberSince: IsoDate;
  readonly hasAltimeter: boolean;
  readonly source: DaySource;
}

/** `false` for a day without any record. */
export function isRecorded({ movement, sleep, measurements, intake }: Day): boolean {
  return movement !== undefined || sleep.length > 0 || measurements.length > 0 || intake.length > 0;
}
