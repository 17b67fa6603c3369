import type { Day, IntakeLog, Measurement } from './person';

export function measurementsOf({ measurements }: Day, kind: Measurement['kind']): Measurement[] {
  return measurements.filter((measurement) => measurement.kind === kind);
}

export function intakeOf({ intake }: Day, kind: IntakeLog['kind']): IntakeLog[] {
  return intake.filter((log) => log.kind === kind);
}

/** The day's latest measurement of a kind; of two at the same moment, the one listed later. */
export function lastMeasured(day: Day, kind: Measurement['kind']): Measurement | undefined {
  return measurementsOf(day, kind).reduce<Measurement | undefined>(
    (later, one) => (later && later.timeMs > one.timeMs ? later : one),
    undefined,
  );
}
