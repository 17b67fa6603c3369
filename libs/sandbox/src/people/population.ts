import type { SandboxClock } from '../sandbox-clock';
import { changedTypes } from './changes';
import { isIsoDate, shiftDate } from '../calendar/iso-date';
import type { PersonFacts } from './day-source';
import { revisionOf } from './edits/edit';
import { restatement } from './edits/restate';
import { DATA_TYPES } from './data-type';
import type { Day, IsoDate, Person } from './person';
import { PersonRecord } from './person-record';
import type { Change, EditRequest, SyncRequest } from './requests';
import type { TruthPoint, UpstreamId } from './truth/points';
import { truthOf } from './truth/truth';
import { FIRST_MOVEMENT_MS } from './visible-day';
import { unknownPerson, WorldError } from './world-error';

/** The number of cached days of all people together. They take a few megabytes for a world of any size. */
const REMEMBERED_DAYS = 4_000;

/** The people of a world and the changes to their data. */
export class Population {
  private readonly records: readonly PersonRecord[];
  private readonly byId = new Map<string, PersonRecord>();

  constructor(
    facts: readonly PersonFacts[],
    private readonly clock: SandboxClock,
  ) {
    const remembered = Math.max(16, Math.floor(REMEMBERED_DAYS / Math.max(1, facts.length)));
    const startMs = clock.now().getTime();
    this.records = facts.map((one) => new PersonRecord(one, startMs, remembered));
    for (const record of this.records) {
      for (const id of [record.id, record.healthUserId, record.legacyUserId]) this.byId.set(id, record);
    }
  }

  get people(): readonly Person[] {
    return this.records;
  }

  find(id: string): Person | undefined {
    return this.byId.get(id);
  }

  sync(personId: string, { dates = [], types, deviceTime }: SyncRequest = {}): Change[] {
    const record = this.recordOf(personId);
    if (deviceTime) return this.syncAhead(record, deviceTime.getTime(), dates.length > 0 || types !== undefined);
    const lastBefore = record.lastDate;
    const nowMs = Math.max(this.clock.now().getTime(), record.lastSyncMs);
    const asked = new Set(dates);
    for (const date of asked) this.checkDate(record, date, record.lastDateAt(nowMs));
    const before = new Map([...asked, lastBefore, ...record.datesAhead].map((date) => [date, record.day(date)]));
    record.syncAt(nowMs);
    for (const date of asked) if (!record.deliver(date) && record.day(date)) record.revise(date, restatement(types));
    for (let date = lastBefore; date <= record.lastDate; date = shiftDate(date, 1)) asked.add(date);
    return changes(record, asked, (date) => before.get(date));
  }

  private syncAhead(record: PersonRecord, ms: number, asksForMore: boolean): Change[] {
    const date = record.lastDateAt(ms);
    const today = record.lastDateAt(this.clock.now().getTime());
    if (asksForMore || date <= today) {
      throw new WorldError(
        'bad-date',
        `A device time must be the only setting and lie on a day after today (${today} for ${record.id}).`,
      );
    }
    const before = record.day(date);
    record.syncAhead(ms, restatement(DATA_TYPES));
    return changes(record, [date], () => before);
  }

  edit(personId: string, request: EditRequest): Change[] {
    const record = this.recordOf(personId);
    const { date } = request;
    this.checkDate(record, date, record.datesAhead.includes(date) ? date : record.lastDate);
    const before = record.day(date);
    const day = record.dayOrBlank(date);
    if (day.endMs - day.startMs < FIRST_MOVEMENT_MS) {
      throw new WorldError(
        'bad-date',
        `${date} has only just begun for ${record.id}: nothing of it can be edited yet.`,
      );
    }
    const revision = revisionOf(record, request);
    revision(day); // reports invalid values here, and not at the next read of the day
    record.revise(date, revision);
    return changes(record, [date], () => before);
  }

  truth(personId: string, upstream: UpstreamId = 'google-health'): TruthPoint[] {
    return truthOf(this.recordOf(personId), upstream, this.clock.now().getTime());
  }

  reset(): void {
    for (const record of this.records) record.reset();
  }

  private recordOf(id: string): PersonRecord {
    const record = this.byId.get(id);
    if (!record) throw unknownPerson(id);
    return record;
  }

  private checkDate(record: PersonRecord, date: IsoDate, last: IsoDate): void {
    if (!isIsoDate(date)) throw new WorldError('bad-date', `"${String(date)}" is not a date of the form yyyy-MM-dd.`);
    if (date < record.memberSince || date > last) {
      const range = `${record.memberSince} to ${last}`;
      throw new WorldError('bad-date', `${date} is outside the days of ${record.id}, ${range}.`);
    }
  }
}

function changes(record: PersonRecord, dates: Iterable<IsoDate>, before: (date: IsoDate) => Day | undefined): Change[] {
  return [...dates]
    .sort()
    .map((date) => ({ date, types: changedTypes(before(date), record.day(date)) }))
    .filter(({ types }) => types.length > 0);
}
