import { intakeOf, measurementsOf } from '../../people/day-logs';
import type { Day, IntakeLog, Measurement } from '../../people/person';
import { type Family, showsLogs } from '../points/family';
import { add, type Part, type Rollup, type Sums } from './rollup';

/** Averages the points of a window. A day's weight is the mean of its measurements, not the last one. */
export function averageOf(kind: Measurement['kind'], render: (average: number) => object): Rollup {
  const parts = (day: Day, family: Family): Part[] =>
    showsLogs(family) ? measurementsOf(day, kind).map(measured) : [];
  return { parts, ofDay: total(parts), render: ([sum = 0, count = 0]) => (count ? render(sum / count) : undefined) };
}

/** Adds up the food or water of a window. */
export function sumOf(kind: IntakeLog['kind'], render: (sum: number) => object): Rollup {
  const parts = (day: Day, family: Family): Part[] => (showsLogs(family) ? intakeOf(day, kind).map(consumed) : []);
  return { parts, ofDay: total(parts), render: ([sum = 0], zeros) => (sum || zeros ? render(sum) : undefined) };
}

function measured({ timeMs, utcOffsetSeconds, value }: Measurement): Part {
  return { ms: timeMs, civilMs: timeMs + utcOffsetSeconds * 1000, sums: [value, 1] };
}

function consumed({ startMs, utcOffsetSeconds, value }: IntakeLog): Part {
  return { ms: startMs, civilMs: startMs + utcOffsetSeconds * 1000, sums: [value] };
}

function total(parts: (day: Day, family: Family) => Part[]): Rollup['ofDay'] {
  return (day, family) => parts(day, family).reduce<Sums | undefined>((sum, part) => add(sum, part.sums), undefined);
}
