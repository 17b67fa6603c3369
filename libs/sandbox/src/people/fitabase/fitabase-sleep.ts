import { alongside } from '../../numbers/apportion';
import { epochDayOf, MINUTE_MS } from '../../calendar/iso-date';
import { pointId } from '../person-ids';
import type { NonEmpty } from '../../numbers/non-empty';
import type { IsoDate, RecordedSleep } from '../person';
import { sessionOf } from '../sleep/session';
import type { Zone } from '../../calendar/zone';
import type { SleepRecord } from './records';

/** The file has no times of day: nights end at seven, and naps follow at intervals of one hour. */
const WAKE_UP_MINUTE = 7 * 60;
const LONGEST_GAP_MINUTES = 60;
const LATEST_MINUTE = 23 * 60;
/** The limit for all naps together. They may take half of the time in bed and have to end on the same day. */
const LONGEST_NAPS_MINUTES = 12 * 60;

/**
 * Creates one session per record. Their minutes add up to the values of the rows. Minutes in bed without sleep are
 * restless, because the file has no awakenings.
 */
export function fitabaseSessions(
  personSeed: number,
  date: IsoDate,
  records: readonly SleepRecord[],
  zone: Zone,
): RecordedSleep[] {
  const sum = (figure: (record: SleepRecord) => number): number =>
    records.reduce((total, one) => total + figure(one), 0);
  const sessions = sum((record) => record.sessions);
  const minutesInBed = sum((record) => record.minutesInBed);
  const minutesAsleep = sum((record) => record.minutesAsleep);
  const day = epochDayOf(date);
  const lengths = sessionLengths(sessions, minutesInBed);
  const restless = alongside(minutesInBed - minutesAsleep, lengths);
  const [mainLength] = lengths;
  const napMinutes = minutesInBed - mainLength;
  const gap = Math.min(LONGEST_GAP_MINUTES, Math.floor((LATEST_MINUTE - WAKE_UP_MINUTE - napMinutes) / sessions));
  let endMs = zone.instantOf(day, WAKE_UP_MINUTE);
  return lengths.map((inBed, ordinal) => {
    endMs = ordinal === 0 ? endMs : endMs + (gap + inBed) * MINUTE_MS;
    const startMs = endMs - inBed * MINUTE_MS;
    const frame = {
      id: pointId(personSeed, 'sleep', day, ordinal),
      startMs,
      startUtcOffsetSeconds: zone.offsetSecondsAt(startMs),
      endUtcOffsetSeconds: zone.offsetSecondsAt(endMs),
      type: 'CLASSIC' as const,
      mainSleep: ordinal === 0,
    };
    const awake = restless[ordinal] ?? 0;
    return sessionOf(frame, { inBed, asleep: inBed - awake, awake, toFallAsleep: 0, afterWakeUp: 0, awakenings: 0 });
  });
}

/** The main sleep, then naps of equal length. */
function sessionLengths(sessions: number, minutesInBed: number): NonEmpty<number> {
  if (sessions === 1) return [minutesInBed];
  const naps = Math.min(Math.floor(minutesInBed / 2), LONGEST_NAPS_MINUTES);
  const nap = Math.max(1, Math.floor(naps / sessions));
  return [minutesInBed - nap * (sessions - 1), ...Array.from({ length: sessions - 1 }, () => nap)];
}
