import { blankDay, dayBounds } from './day-bounds';
import { DAY_MS, epochDayOf, isoDateOf } from '../calendar/iso-date';
import { isRecorded, type PersonFacts } from './day-source';
import type { Day, IsoDate, Person } from './person';
import { Recent } from './recent';
import { visibleDay } from './visible-day';

/** A change to a recorded day. Applying it again has to give the same result. */
export type Revision = (day: Day) => Day;

/** A person in a world: days from a source, cut at the last sync, with revisions applied. */
export class PersonRecord implements Person {
  readonly id: string;
  readonly healthUserId: string;
  readonly legacyUserId: string;
  readonly displayName: string;
  readonly age: number;
  readonly memberSince: IsoDate;
  readonly hasAltimeter: boolean;
  private syncedMs: number;
  private lastDay: number;
  private readonly revisions = new Map<IsoDate, Revision[]>();
  /** Days without records on which the device later delivered some. */
  private readonly delivered = new Set<IsoDate>();
  /** Future days that have records because the device's clock was ahead, with the time of their last record. */
  private readonly ahead = new Map<IsoDate, number>();
  private claimedMs: number;
  private readonly known: Recent<IsoDate, Day | undefined>;

  /** @param remembered the number of cached days; others are generated again on each read */
  constructor(
    private readonly facts: PersonFacts,
    private readonly startMs: number,
    remembered: number,
  ) {
    this.known = new Recent(remembered, (date) => this.makeDay(date));
    this.id = facts.id;
    this.healthUserId = facts.healthUserId;
    this.legacyUserId = facts.legacyUserId;
    this.displayName = facts.displayName;
    this.age = facts.age;
    this.memberSince = facts.memberSince;
    this.hasAltimeter = facts.hasAltimeter;
    this.syncedMs = startMs;
    this.claimedMs = startMs;
    this.lastDay = this.dayOf(startMs);
  }

  get claimedSyncMs(): number {
    return this.claimedMs;
  }

  get newestDate(): IsoDate {
    return [this.lastDate, ...this.ahead.keys()].reduce((newest, date) => (date > newest ? date : newest));
  }

  /** Days after the last sync that have records. */
  get datesAhead(): IsoDate[] {
    return [...this.ahead.keys()];
  }

  get lastSyncMs(): number {
    return this.syncedMs;
  }

  get timeZone(): string {
    return this.facts.source.timeZoneOn(this.lastDay);
  }

  /** The civil day of the last sync. */
  get lastDate(): IsoDate {
    return isoDateOf(this.lastDay);
  }

  /** The person's civil day at `ms`. */
  lastDateAt(ms: number): IsoDate {
    return isoDateOf(this.dayOf(ms));
  }

  day(date: IsoDate): Day | undefined {
    return this.known.get(date);
  }

  /** The day, or one without any record, which late values are added to. */
  dayOrBlank(date: IsoDate): Day {
    return this.day(date) ?? this.blank(date);
  }

  /** Makes everything up to `ms` visible. An earlier moment than the last sync has no effect. */
  syncAt(ms: number): void {
    this.syncedMs = Math.max(this.syncedMs, ms);
    this.claimedMs = this.syncedMs;
    this.lastDay = this.dayOf(this.syncedMs);
    for (const date of this.datesAhead.filter((one) => one <= this.lastDate)) {
      this.ahead.delete(date);
      this.revisions.delete(date);
    }
    this.known.clear();
  }

  /** Syncs a device whose clock shows `ms`. Its records are replaced by the real ones once that day is reached. */
  syncAhead(ms: number, revision: Revision): void {
    const date = this.lastDateAt(ms);
    this.claimedMs = ms;
    this.ahead.set(date, ms);
    this.revisions.set(date, [revision]);
    this.known.delete(date);
  }

  /** Delivers the records of `date` that the device had not delivered yet; `false` if there are none. */
  deliver(date: IsoDate): boolean {
    if (this.delivered.has(date) || this.facts.source.day(date)?.movement || !this.facts.source.late(date))
      return false;
    this.delivered.add(date);
    this.known.delete(date);
    return true;
  }

  revise(date: IsoDate, revision: Revision): void {
    this.revisions.set(date, [...(this.revisions.get(date) ?? []), revision]);
    this.known.delete(date);
  }

  reset(): void {
    this.revisions.clear();
    this.delivered.clear();
    this.ahead.clear();
    this.known.clear();
    this.syncedMs = this.startMs;
    this.claimedMs = this.startMs;
    this.lastDay = this.dayOf(this.startMs);
  }

  private makeDay(date: IsoDate): Day | undefined {
    const aheadMs = this.ahead.get(date);
    if (date < this.memberSince || (date > this.lastDate && aheadMs === undefined)) return undefined;
    const { source } = this.facts;
    const isComplete = this.delivered.has(date) || aheadMs !== undefined;
    const whole = isComplete ? source.late(date) : source.day(date);
    const visible = whole && visibleDay(whole, aheadMs ?? this.syncedMs);
    const revisions = this.revisions.get(date);
    if (!revisions) return visible && isRecorded(visible) ? visible : undefined;
    const revised = revisions.reduce((day, revise) => revise(day), visible ?? this.blank(date));
    return isRecorded(revised) ? revised : undefined;
  }

  private blank(date: IsoDate): Day {
    const blank = blankDay(this.facts.source, epochDayOf(date));
    return visibleDay(blank, this.syncedMs) ?? { ...blank, endMs: blank.startMs };
  }

  /** The latest day that had started at `ms`, in any time zone. */
  private dayOf(ms: number): number {
    let day = Math.floor(ms / DAY_MS) + 1;
    while (dayBounds(this.facts.source, day).startMs > ms) day -= 1;
    return day;
  }
}
