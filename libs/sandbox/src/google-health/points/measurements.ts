import { measurementsOf } from '../../people/day-logs';
import type { Measurement } from '../../people/person';
import { measurementSource } from './data-sources';
import { showsLogs } from './family';
import { type PointReader, sampleTime } from './point';

/** Formats a double: as a number, or as the text `NaN` of proto JSON (switch `nanDoubles`). */
type WriteDouble = (value: number) => number | 'NaN';

/** Weight, body fat and height: samples with a name. */
export function measurementReader(
  kind: Measurement['kind'],
  valueOf: (value: number, double: WriteDouble) => object,
): PointReader {
  return (day, { family, switches }) => {
    const double: WriteDouble = (value) => (switches.nanDoubles ? 'NaN' : value);
    if (!showsLogs(family)) return [];
    return measurementsOf(day, kind).map(({ id, timeMs, utcOffsetSeconds, value, source }) => {
      const offsetMs = utcOffsetSeconds * 1000;
      const moments = { startMs: timeMs, endMs: timeMs, startOffsetMs: offsetMs, endOffsetMs: offsetMs };
      const payload = (): object => ({ sampleTime: sampleTime(moments), ...valueOf(value, double) });
      return { ...moments, id, dataSource: measurementSource(source), value: payload };
    });
  };
}
