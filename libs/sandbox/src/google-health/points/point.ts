import type { GoogleHealthSwitches } from '../../switches/google-health.switches';
import type { Day, Person } from '../../people/person';
import type { Moments } from '../filter/filter';
import { civilDateTime } from '../time/civil-messages';
import { formatDuration } from '../time/duration';
import { formatTimestamp } from '../time/rfc3339';
import type { Family } from './family';

/** One data point before it is put on the wire. */
export interface Point extends Moments {
  /** Only identifiable points have a name. */
  readonly id?: string;
  readonly dataSource: object;
  /** What stands under the data type's key. */
  readonly value: () => object;
}

/** Who looks, and how. */
export interface View {
  readonly person: Person;
  readonly family: Family;
  /** `true` for reconcile: sources that overlap are one stream. */
  readonly merged: boolean;
  readonly switches: Readonly<GoogleHealthSwitches>;
  readonly nowMs: number;
}

/** The points of one data type on one day, in any order. */
export type PointReader = (day: Day, view: View) => Point[];

/** `SessionTimeInterval` without its civil members, as sleep and exercise are answered (reference §5.2). */
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
