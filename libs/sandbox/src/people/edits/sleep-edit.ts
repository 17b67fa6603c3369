import { epochDayOf, MINUTE_MS } from '../../calendar/iso-date';
import { pointId } from '../person-ids';
import type { Day, RecordedSleep } from '../person';
import type { Revision } from '../person-record';
import { hashText } from '../../numbers/random';
import { mainSession, sessionOf } from '../sleep/session';
import { type SleepMinutes, sleepMinutesOf, withFigure } from '../sleep/sleep-minutes';
import { WorldError } from '../world-error';
import { Zone } from '../../calendar/zone';
import { badValue, decimalIn } from './values';

const WAKE_UP_MINUTE = 7 * 60;
const LONGEST_MINUTES = 1_440;

/** By the last part of the resource's name. */
export const SLEEP_FIGURES: Readonly<Record<string, keyof SleepMinutes>> = {
  awakeningsCount: 'awakenings',
  minutesAfterWakeup: 'afterWakeUp',
  minutesAsleep: 'asleep',
  minutesAwake: 'awake',
  minutesToFallAsleep: 'toFallAsleep',
  timeInBed: 'inBed',
};

/** Removing one figure removes the sessions of the day, because a session cannot lack a figure. */
export const removeSleep: Revision = (day) => ({ ...day, sleep: [] });

/** Sets a day's total: the main session takes the difference. Naps stay if the main session still has room. */
export function sleepFigureEdit(resource: string, figure: keyof SleepMinutes, value: string): Revision {
  const target = decimalIn(resource, value, 0);
  if (target > LONGEST_MINUTES) throw badValue(resource, value, 'is more than a day has');
  if (figure === 'inBed' && target === 0) throw badValue(resource, value, 'is no session; null removes them');
  return (day) => {
    const main = mainSession(day.sleep);
    if (!main) return { ...day, sleep: [newSession(day, resource, figure, target)] };
    const others = day.sleep.filter((session) => session !== main);
    const rest = target - others.reduce((sum, session) => sum + sleepMinutesOf(session)[figure], 0);
    const beside = rest >= (figure === 'inBed' ? 1 : 0) && reshaped(day, main, figure, rest);
    if (beside && others.every((other) => other.endMs <= beside.startMs || other.startMs >= beside.endMs)) {
      return { ...day, sleep: day.sleep.map((session) => (session === main ? beside : session)) };
    }
    return { ...day, sleep: [reshaped(day, main, figure, target)] };
  };
}

/** Keeps the end of the session. A longer session starts earlier. */
function reshaped(day: Day, session: RecordedSleep, figure: keyof SleepMinutes, value: number): RecordedSleep {
  const minutes = withFigure(sleepMinutesOf(session), figure, value, session.type);
  if (minutes.inBed > LONGEST_MINUTES) {
    throw new WorldError('bad-value', `The sleep of ${day.date} would last longer than a day.`);
  }
  const startMs = session.endMs - minutes.inBed * MINUTE_MS;
  const zone = Zone.get(day.timeZone);
  const moved = zone.offsetSecondsAt(startMs) - zone.offsetSecondsAt(session.startMs);
  const startUtcOffsetSeconds = session.startUtcOffsetSeconds + moved;
  return sessionOf({ ...session, startMs, startUtcOffsetSeconds }, minutes);
}

/** Creates a night from time in bed or minutes asleep, the only figures that are enough for one. */
function newSession(day: Day, resource: string, figure: keyof SleepMinutes, minutes: number): RecordedSleep {
  if ((figure !== 'inBed' && figure !== 'asleep') || minutes === 0) {
    const advice = 'Set sleep/timeInBed or sleep/minutesAsleep first';
    throw new WorldError('bad-value', `There is no sleep on ${day.date} whose ${resource} could be set. ${advice}.`);
  }
  const zone = Zone.get(day.timeZone);
  const number = epochDayOf(day.date);
  const endMs = Math.min(zone.instantOf(number, WAKE_UP_MINUTE), day.endMs);
  const startMs = endMs - minutes * MINUTE_MS;
  const frame = {
    id: pointId(hashText(day.date), 'sleep', number, 90),
    startMs,
    startUtcOffsetSeconds: zone.offsetSecondsAt(startMs),
    endUtcOffsetSeconds: zone.offsetSecondsAt(endMs),
    type: 'CLASSIC' as const,
    mainSleep: true,
  };
  const still = { awake: 0, toFallAsleep: 0, afterWakeUp: 0, awakenings: 0 };
  return sessionOf(frame, { inBed: minutes, asleep: minutes, ...still });
}

/** Moves the main session to another start time. Its length stays the same. */
export function startTimeEdit(resource: string, value: string): Revision {
  const [whole, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(value) ?? [];
  if (whole === undefined) throw badValue(resource, value, 'is not a time of the form HH:mm');
  const minuteOfDay = Number(hours) * 60 + Number(minutes);
  return (day) => {
    const main = mainSession(day.sleep);
    if (!main) throw new WorldError('bad-value', `There is no sleep on ${day.date} whose ${resource} could be set.`);
    const zone = Zone.get(day.timeZone);
    const number = epochDayOf(day.date);
    const lengthMs = main.endMs - main.startMs;
    const startMs = [number, number - 1]
      .map((date) => zone.instantOf(date, minuteOfDay))
      .find((ms) => zone.timeAt(ms) === value && zone.dayAt(ms + lengthMs) === number && ms + lengthMs <= day.endMs);
    if (startMs === undefined) throw badValue(resource, value, `does not end the same sleep on ${day.date}`);
    const offsets = {
      startUtcOffsetSeconds: zone.offsetSecondsAt(startMs),
      endUtcOffsetSeconds: zone.offsetSecondsAt(startMs + lengthMs),
    };
    const moved = sessionOf({ ...main, startMs, ...offsets }, sleepMinutesOf(main));
    return { ...day, sleep: day.sleep.map((session) => (session === main ? moved : session)) };
  };
}
