import { epochDayOf } from '../src/calendar/iso-date';
import { NO_MOVEMENT } from '../src/people/edits/movement-edit';
import type { Day, IsoDate, Movement, Person, RecordedSleep } from '../src/people/person';
import { Zone } from '../src/calendar/zone';
import type { World } from '../src/world/world';

/** A whole day in a zone. Anything that `content` omits was not recorded. */
export function dayOf(date: IsoDate, content: Partial<Day> = {}): Day {
  const timeZone = content.timeZone ?? 'Europe/Berlin';
  const zone = Zone.get(timeZone);
  const bounds = { startMs: zone.startOfDayMs(epochDayOf(date)), endMs: zone.startOfDayMs(epochDayOf(date) + 1) };
  return { date, timeZone, ...bounds, sleep: [], measurements: [], intake: [], ...content };
}

/** Movement in which the wearable recorded `wearable`, and all sources together that plus `extra`. */
export function moved(wearable: Partial<Movement>, extra: Partial<Movement> = {}): NonNullable<Day['movement']> {
  const own = { ...NO_MOVEMENT, ...wearable };
  const all = { ...own };
  for (const field of Object.keys(extra) as (keyof Movement)[]) {
    (all as { -readonly [Field in keyof Movement]: number })[field] += extra[field] ?? 0;
  }
  return { all, wearable: own, hourlyShape: Array.from({ length: 24 }, (_, hour) => (hour < 8 ? 0 : 1)), phone: false };
}

/** A night with one stage of each type that begins at the instant `start`. */
export function night(id: string, start: string, minutes = 400): RecordedSleep {
  const startMs = Date.parse(start);
  const at = (minute: number): number => startMs + minute * 60_000;
  return {
    id,
    startMs,
    endMs: at(minutes),
    startUtcOffsetSeconds: 7200,
    endUtcOffsetSeconds: 7200,
    type: 'STAGES',
    mainSleep: true,
    stages: [
      { type: 'AWAKE', startMs, endMs: at(10) },
      { type: 'LIGHT', startMs: at(10), endMs: at(200) },
      { type: 'DEEP', startMs: at(200), endMs: at(300) },
      { type: 'REM', startMs: at(300), endMs: at(minutes) },
    ],
    minutesInSleepPeriod: minutes,
    minutesAsleep: minutes - 10,
    minutesAwake: 0,
    minutesToFallAsleep: 10,
    minutesAfterWakeUp: 0,
    awakenings: 1,
  };
}

export interface HandMadePerson extends Person {
  /** Specs may change it between two requests. */
  readonly days: Map<IsoDate, Day>;
}

/** A person who joined on the first of the days and synced when the last one was over. */
export function personWith(days: readonly Day[], id = 'anna', healthUserId = '8512524441117254421'): HandMadePerson {
  const byDate = new Map(days.map((day) => [day.date, day]));
  const lastSyncMs = (days.at(-1)?.endMs ?? Date.parse('2026-10-01T00:00:00Z')) - 1;
  return {
    id,
    healthUserId,
    legacyUserId: `LEG${healthUserId.slice(-3)}`,
    displayName: `${id} <b>&amp;</b>`,
    age: 41,
    timeZone: days.at(-1)?.timeZone ?? 'Europe/Berlin',
    memberSince: days[0]?.date ?? '2026-09-01',
    hasAltimeter: true,
    lastSyncMs,
    claimedSyncMs: lastSyncMs,
    newestDate: days.at(-1)?.date ?? '2026-09-30',
    days: byDate,
    day: (date) => byDate.get(date),
  };
}

/** A world of exactly these people, in which nothing changes by itself. */
export function worldOf(...people: readonly Person[]): World {
  return {
    people,
    find: (id) => people.find((person) => [person.id, person.healthUserId, person.legacyUserId].includes(id)),
    sync: () => [],
    edit: () => [],
    truth: () => [],
    reset: () => undefined,
  };
}
