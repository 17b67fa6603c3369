import type { Day, IsoDate } from './person';

/** Where a person's days come from, whole and untouched: neither cut at the last sync nor edited. */
export interface DaySource {
  /** The zone in which a day (counted since 1970-01-01) was lived. */
  timeZoneOn(day: number): string;
  day(date: IsoDate): Day | undefined;
  /** What the device kept to itself for a day without a record; `undefined` when there never was anything. */
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

/** A day without any record is no day at all. */
export function isRecorded({ movement, sleep, measurements, intake }: Day): boolean {
  return movement !== undefined || sleep.length > 0 || measurements.length > 0 || intake.length > 0;
}
