import { epochDayOf, MINUTE_MS } from '../../calendar/iso-date';
import { lastMeasured } from '../day-logs';
import { pointId } from '../person-ids';
import type { Day, Measurement } from '../person';
import type { Revision } from '../person-record';
import { hashText } from '../../numbers/random';
import { Zone } from '../../calendar/zone';
import { badValue, decimalIn } from './values';

const MORNING_MS = 7.5 * 60 * MINUTE_MS;

type BodyKind = Exclude<Measurement['kind'], 'height'>;

/** Sets the day's last measurement to `value`, or adds one. `null` removes all measurements of the day. */
export function bodyEdit(resource: string, kind: BodyKind, perUnit: number, value: string | null): Revision {
  if (value === null) {
    return (day) => ({ ...day, measurements: day.measurements.filter((measurement) => measurement.kind !== kind) });
  }
  const amount = decimalIn(resource, value, 3) * perUnit;
  if (amount === 0) throw badValue(resource, value, 'is not a measurement; null removes it');
  const exact = perUnit === 1 ? amount : Math.round(amount);
  return (day) => {
    const last = lastMeasured(day, kind);
    const measured = { ...(last ?? newMeasurement(day, kind)), value: exact };
    return { ...day, measurements: [...day.measurements.filter((measurement) => measurement !== last), measured] };
  };
}

function newMeasurement(day: Day, kind: BodyKind): Omit<Measurement, 'value'> {
  const timeMs = Math.min(day.startMs + MORNING_MS, day.endMs - MINUTE_MS);
  return {
    id: pointId(hashText(day.date), kind, epochDayOf(day.date), 90),
    kind,
    timeMs,
    utcOffsetSeconds: Zone.get(day.timeZone).offsetSecondsAt(timeMs),
    source: 'scale',
  };
}
