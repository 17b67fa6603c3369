import { blankDay } from '../day-bounds';
import type { DaySource } from '../day-source';
import { epochDayOf } from '../../calendar/iso-date';
import { ORDINARY_SHAPE } from '../minutes/hourly-shape';
import type { Day, IsoDate, RecordedSleep } from '../person';
import { Zone } from '../../calendar/zone';
import { fitabaseSessions } from './fitabase-sleep';
import type { FitabasePerson } from './folder';

/** The files name no time zone, so all people live in this one. */
export const FITABASE_ZONE = 'America/New_York';

/** The days of a person of the folder, with the values of the rows and nothing else. */
export class FitabaseSource implements DaySource {
  constructor(
    private readonly person: FitabasePerson,
    private readonly personSeed: number,
  ) {}

  timeZoneOn(): string {
    return FITABASE_ZONE;
  }

  day(date: IsoDate): Day | undefined {
    const activity = this.person.activity.get(date);
    const sleep = this.sleepOn(date);
    if (!activity && sleep.length === 0) return undefined;
    const hourlyShape = this.person.hourlySteps.get(date) ?? ORDINARY_SHAPE;
    const movement = activity && { all: activity.all, wearable: activity.wearable, hourlyShape, phone: false };
    return { ...blankDay(this, epochDayOf(date)), movement, sleep };
  }

  /** The files contain all records, so none arrive late. */
  late(): undefined {
    return undefined;
  }

  private sleepOn(date: IsoDate): RecordedSleep[] {
    const records = this.person.sleep.get(date);
    return records ? fitabaseSessions(this.personSeed, date, records, Zone.get(FITABASE_ZONE)) : [];
  }
}
