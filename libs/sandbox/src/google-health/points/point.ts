import type { GoogleHealthSwitches } from '../../switches/google-health.switches';
import type { Day, Person } from '../../people/person';
import type { Moments } from '../filter/filter';
import { civilDateTime } from '../time/civil-messages';
import { formatDuration } from '../time/duration';
import { formatTimestamp } from '../time/rfc3339';
import type { Family } from './family';

/** A data point before it is formatted. */
export interface Point extends Moments {
  /** Present on identifiable points only. */
  readonly id?: string;
  readonly dataSource: object;
  /** The value under the data type's key. */
  readonly value: () => object;
}

/** Who reads, and which records. */
export interface View {
  readonly person: Person;
  readonly family: Family;
  /** `true` for reconcile: overlapping sources become one stream. */
  readonly merged: boolean;
  readonly switches: Readonly<GoogleHealthSwitches>;
  readonly nowMs: number;
}

/** The points of one data type on one day, in any order. */
export type PointReader = (day: Day, view: View) => Point[];

/** `SessionTimeInterval` without its civil members, as sleep and exercise have it. */
export function physicalInterval({ startMs, endMs, startOffsetMs, endOffsetMs }: Moments): object {
  return {
    startTime: formatTimestamp(startMs),
    startUtcOffset: formatDuration(startOffsetMs / 1000),
    endTime: formatTimestamp(endMs),
    endUtcOffset: formatDuration(endOffsetMs / 1000),
  };
}

/** `ObservationTimeInterval`. */
export function interval(moments: Moments): object {
  return {
    ...physicalInterval(moments),
    civilStartTime: civilDateTime(moments.startMs + moments.startOffsetMs),
    civilEndTime: civilDateTime(moments.endMs + moments.endOffsetMs),
  };
}

/** `ObservationSampleTime`. */
export function sampleTime({ startMs, startOffsetMs }: Moments): object {
  return {
    physicalTime: formatTimestamp(startMs),
    utcOffset: formatDuration(startOffsetMs / 1000),
    civilTime: civilDateTime(startMs + startOffsetMs),
  };
}
