import { epochDayOf, shiftDate } from '../../calendar/iso-date';
import { measurementsOf } from '../../people/day-logs';
import { bodyMassIndex } from '../../people/legacy-figures';
import type { Day, Measurement } from '../../people/person';
import type { Call } from '../routes';
import type { DateSpan } from '../time/dates';
import { wallClockTime } from '../time/local-time';
import { inUnits, rounded } from '../units';

type Kind = 'weight' | 'body-fat';

const SOURCES: Readonly<Record<Measurement['source'], string>> = {
  scale: 'Aria',
  manual: 'API',
  'health-connect': 'API',
};

/** The logs of the days, oldest first. Unlike the series, they carry nothing forward. */
export function bodyLogs(kind: Kind, { from, to }: DateSpan, call: Call): object[] {
  const logs: object[] = [];
  for (let date = from; date <= to; date = shiftDate(date, 1)) {
    const day = call.person.day(date);
    if (day) logs.push(...ofKind(day, kind).map((one) => write(one, day, call)));
  }
  return logs;
}

function ofKind(day: Day, kind: Kind): Measurement[] {
  return measurementsOf(day, kind).sort((a, b) => a.timeMs - b.timeMs);
}

function write(one: Measurement, day: Day, { person, service, units }: Call): object {
  const common = {
    date: day.date,
    logId: one.timeMs,
    source: SOURCES[one.source],
    time: wallClockTime(one.timeMs, one.utcOffsetSeconds),
  };
  if (one.kind === 'body-fat') return { ...common, fat: one.value };
  const fat = ofKind(day, 'body-fat').find(({ timeMs }) => timeMs === one.timeMs);
  return {
    bmi: bodyMassIndex(one.value, service.figures.heightOn(person, epochDayOf(day.date))),
    ...common,
    ...(fat ? { fat: fat.value } : {}),
    weight: units === 'METRIC' ? one.value / 1e3 : rounded(inUnits(one.value / 1e3, 'weight', units)),
  };
}
