import { epochDayOf, MINUTE_MS } from '../../calendar/iso-date';
import { intakeOf } from '../day-logs';
import { pointId } from '../person-ids';
import type { Day, IntakeLog } from '../person';
import type { Revision } from '../person-record';
import { hashText } from '../../numbers/random';
import { Zone } from '../../calendar/zone';
import { decimalIn } from './values';

const MORNING_MS = 8 * 60 * MINUTE_MS;

/**
 * Makes the day's logs add up to `value`: the last log takes the difference, or replaces the others. A total of 0
 * removes all logs.
 */
export function intakeEdit(resource: string, kind: IntakeLog['kind'], value: string | null): Revision {
  const milli = value === null ? 0 : Math.round(decimalIn(resource, value, 3) * 1e3);
  return (day) => {
    const others = day.intake.filter((log) => log.kind !== kind);
    const logs = intakeOf(day, kind);
    const last = logs.pop() ?? newLog(day, kind);
    const before = logs.reduce((sum, log) => sum + Math.round(log.value * 1e3), 0);
    const kept = milli > before ? logs : [];
    const rest = (kept.length > 0 ? milli - before : milli) / 1e3;
    return { ...day, intake: [...others, ...kept, ...(rest > 0 ? [{ ...last, value: rest }] : [])] };
  };
}

function newLog(day: Day, kind: IntakeLog['kind']): Omit<IntakeLog, 'value'> {
  const startMs = Math.min(day.startMs + MORNING_MS, day.endMs - 2 * MINUTE_MS);
  return {
    id: pointId(hashText(day.date), kind, epochDayOf(day.date), 90),
    kind,
    startMs,
    endMs: startMs + MINUTE_MS,
    utcOffsetSeconds: Zone.get(day.timeZone).offsetSecondsAt(startMs),
  };
}
