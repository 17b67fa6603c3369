import { blankDay, dayBounds } from './day-bounds';
import { DAY_MS, epochDayOf, isoDateOf } from '../calendar/iso-date';
import { isRecorded, type PersonFacts } from './day-source';
import type { Day, IsoDate, Person } from './person';
import { Recent } from './recent';
import { visibleDay } from './visible-day';

/** Something that happened to a day after it was recorded. Must give the same result whenever it is asked. */
export type Revision = (day: Day) => Day;

/** A person as the world keeps them: days from a source, cut at the last sync, with revisions on top. */
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
  /** Days that the device kept to itself and has delivered since. */
  private readonly delivered = new Set<IsoDate>();
  /** Days to come that have records already, and until when they go: the device's clock was ahead. */
  private readonly ahead = new Map<IsoDate, number>();
  private claimedMs: number;
  private readonly known: Recent<IsoDate, Day | undefined>;

  /** @param remembered how many days are kept ready; any other is made again when it is asked for. */
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

  /** Days after the last sync that have records all the same. */
  get datesAhead(): IsoDate[] {
    return [...this.ahead.keys()];
  }

  get lastSyncMs(): number {
    return this.syncedMs;
  }

  get timeZone(): string {
    return this.facts.source.timeZoneOn(this.lastDay);
  }

  /** The civil day that the last sync fell on. */
  get lastDate(): IsoDate {
    return isoDateOf(this.lastDay);
  }

  /** The day that the person lives at `ms`. */
  lastDateAt(ms: number): IsoDate {
    return isoDateOf(this.dayOf(ms));
  }

  day(date: IsoDate): Day | undefined {
    return this.known.get(date);
  }

  /** The day as it is, or one without any record: what a late value is written on. */
  dayOrBlank(date: IsoDate): Day {
    return this.day(date) ?? this.blank(date);
  }

  /** Nothing newer than `ms` is visible from now on; an earlier moment than before changes nothing. */
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

  /** The device syncs and takes the time for `ms`; what it brings gives way to what the day really holds, once that comes. */
  syncAhead(ms: number, revision: Revision): void {
    const date = this.lastDateAt(ms);
    this.claimedMs = ms;
    this.ahead.set(date, ms);
    this.revisions.set(date, [revision]);
    this.known.delete(date);
  }

  /** `true` when the device had kept records of `date` to itself. */
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

  /** The latest day that had begun at `ms`, wherever it was lived. */
  private dayOf(ms: number): number {
    let day = Math.floor(ms / DAY_MS) + 1;
    while (dayBounds(this.facts.source, day).startMs > ms) day -= 1;
    return day;
  }
}
