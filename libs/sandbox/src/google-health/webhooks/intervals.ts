import { epochDayOf } from '../../calendar/iso-date';
import type { DataType } from '../../people/data-type';
import { intakeOf, measurementsOf } from '../../people/day-logs';
import type { Day, IsoDate, Measurement, Person } from '../../people/person';
import { Zone } from '../../calendar/zone';
import { civilDateTime } from '../time/civil-messages';
import { formatTimestamp } from '../time/rfc3339';
import type { GoogleWebhookSwitches } from '../../switches/google-webhooks.switches';
import type { NotificationInterval } from './webhook-notification';

/** Two instants, and the zone that gives their civil time. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
  readonly timeZone: string;
}

interface Period {
  readonly startMs: number;
  readonly endMs: number;
}

const LOGS: Readonly<Partial<Record<DataType, (day: Day) => readonly Period[]>>> = {
  sleep: ({ sleep }) => sleep,
  weight: measured('weight'),
  'body-fat': measured('body-fat'),
  height: measured('height'),
  'nutrition-log': (day) => intakeOf(day, 'food'),
  'hydration-log': (day) => intakeOf(day, 'water'),
};

function measured(kind: Measurement['kind']): (day: Day) => readonly Period[] {
  return (day) => measurementsOf(day, kind).map(({ timeMs }) => ({ startMs: timeMs, endMs: timeMs }));
}

/**
 * The span of a type on a day: its logs, or the recorded part of the day. Where nothing is left, it is the whole day.
 */
export function spanOf(type: DataType, date: IsoDate, day: Day | undefined, person: Person): Span {
  if (!day) return wholeDay(date, person.timeZone);
  const { timeZone } = day;
  const logsOf = LOGS[type];
  if (!logsOf) return { startMs: day.startMs, endMs: day.endMs, timeZone };
  const logs = logsOf(day);
  if (logs.length === 0) return wholeDay(date, timeZone);
  return {
    startMs: Math.min(...logs.map(({ startMs }) => startMs)),
    endMs: Math.max(...logs.map(({ endMs }) => endMs)),
    timeZone,
  };
}

/** Formats a span with the members that the switch `intervalMembers` selects. */
export function intervalMessage(
  { startMs, endMs, timeZone }: Span,
  { intervalMembers }: Readonly<GoogleWebhookSwitches>,
): NotificationInterval {
  const zone = Zone.get(timeZone);
  const onWall = (ms: number): number => ms + zone.offsetSecondsAt(ms) * 1000;
  const [startWallMs, endWallMs] = [onWall(startMs), onWall(endMs)];
  const physical = {
    physicalTimeInterval: { startTime: formatTimestamp(startMs), endTime: formatTimestamp(endMs) },
  };
  const civil = {
    civilDateTimeInterval: { startDateTime: civilDateTime(startWallMs), endDateTime: civilDateTime(endWallMs) },
    civilIso8601TimeInterval: { startTime: iso8601(startWallMs), endTime: iso8601(endWallMs) },
  };
  return {
    ...(intervalMembers === 'civil' ? {} : physical),
    ...(intervalMembers === 'physical' ? {} : civil),
  };
}

function wholeDay(date: IsoDate, timeZone: string): Span {
  const zone = Zone.get(timeZone);
  const day = epochDayOf(date);
  return { startMs: zone.startOfDayMs(day), endMs: zone.startOfDayMs(day + 1), timeZone };
}

function iso8601(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(0, 19);
}
