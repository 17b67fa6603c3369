import { blankDay } from '../day-bounds';
import type { DaySource } from '../day-source';
import { dayNumber } from '../civil';
import { ORDINARY_SHAPE } from '../hourly-shape';
import type { CivilDate, Day, SleepSession } from '../person';
import { Zone } from '../zone';
import { fitabaseSessions } from './fitabase-sleep';
import type { FitabasePerson } from './folder';

/** The files name no zone: everybody is taken to live in this one. */
export const FITABASE_ZONE = 'America/New_York';

/** The days of a folder's person: nothing but what the rows say. */
export class FitabaseSource implements DaySource {
  constructor(
    private readonly person: FitabasePerson,
    private readonly personSeed: number,
  ) {}

  timeZoneOn(): string {
    return FITABASE_ZONE;
  }

  day(date: CivilDate): Day | undefined {
    const activity = this.person.activity.get(date);
    const sleep = this.sleepOn(date);
    if (!activity && sleep.length === 0) return undefined;
    const hourlyShape = this.person.hourlySteps.get(date) ?? ORDINARY_SHAPE;
    const movement = activity && { all: activity.all, wearable: activity.wearable, hourlyShape, phone: false };
    return { ...blankDay(this, dayNumber(date)), movement, sleep };
  }

  /** Everything there is stands in the files. */
  late(): undefined {
    return undefined;
  }

  private sleepOn(date: CivilDate): SleepSession[] {
    const records = this.person.sleep.get(date);
    return records ? fitabaseSessions(this.personSeed, date, records, Zone.of(FITABASE_ZONE)) : [];
  }
}
