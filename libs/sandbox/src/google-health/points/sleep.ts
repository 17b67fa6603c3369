import type { RecordedSleep, StageType } from '../../people/person';
import { MINUTE_MS } from '../../calendar/iso-date';
import { Zone } from '../../calendar/zone';
import { formatTimestamp } from '../time/rfc3339';
import { wearableSource } from './data-sources';
import { physicalInterval, type PointReader, type View } from './point';

/** A session reaches the service some minutes after it ends. */
const CREATED_AFTER_MS = 10 * MINUTE_MS;
const STAGE_ORDER: readonly StageType[] = ['AWAKE', 'LIGHT', 'DEEP', 'REM', 'ASLEEP', 'RESTLESS'];

/** The sleep sessions of the wearable, on the day on which they end. They have no civil members. */
export const readSleep: PointReader = (day, view) => {
  const { family, switches, person } = view;
  if (family === 'self-sources' || (family === 'google-wearables' && switches.wearablesFamilyHidesSleep)) return [];
  const zone = Zone.get(day.timeZone);
  return day.sleep.map((session) => ({
    id: session.id,
    ...momentsOf(session),
    dataSource: wearableSource(person, 'DERIVED'),
    value: () => sleepValue(session, view, zone),
  }));
};

function momentsOf({ startMs, endMs, startUtcOffsetSeconds, endUtcOffsetSeconds }: RecordedSleep) {
  return { startMs, endMs, startOffsetMs: startUtcOffsetSeconds * 1000, endOffsetMs: endUtcOffsetSeconds * 1000 };
}

/** For an unprocessed session, `processed` and the stages are absent. */
function sleepValue(session: RecordedSleep, { switches, nowMs, merged }: View, zone: Zone): object {
  const processed = nowMs - session.endMs >= switches.sleepProcessingMs;
  const created = formatTimestamp(session.endMs + CREATED_AFTER_MS);
  const updated = formatTimestamp(session.endMs + CREATED_AFTER_MS + (processed ? 7000 : 0));
  const times = { createTime: created, updateTime: updated };
  const stages = session.stages.map(({ type, startMs, endMs }) => {
    const moments = { startMs, endMs, startOffsetMs: offsetAt(startMs), endOffsetMs: offsetAt(endMs) };
    return { ...physicalInterval(moments), type, ...times };
  });
  const summary = summaryOf(session, switches.duplicatedStagesSummary && merged);
  return {
    interval: physicalInterval(momentsOf(session)),
    type: session.type,
    ...(processed ? { stages } : {}),
    metadata: {
      ...(processed ? { stagesStatus: session.type === 'STAGES' ? 'SUCCEEDED' : 'REJECTED_COVERAGE' } : {}),
      ...(processed ? { processed } : {}),
      ...(session.mainSleep ? { mainSleep: true } : { nap: true }),
    },
    summary: processed ? summary : { ...summary, stagesSummary: undefined },
    ...times,
  };

  /** In a night with a flight or a clock change, the offsets of start and end differ. */
  function offsetAt(ms: number): number {
    if (session.startUtcOffsetSeconds === session.endUtcOffsetSeconds) return session.startUtcOffsetSeconds * 1000;
    if (ms === session.startMs) return session.startUtcOffsetSeconds * 1000;
    return zone.offsetSecondsAt(ms) * 1000;
  }
}

function summaryOf(session: RecordedSleep, duplicated: boolean): object {
  const stagesSummary = STAGE_ORDER.flatMap((type) => {
    const stages = session.stages.filter((stage) => stage.type === type);
    const ms = stages.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
    return stages.length > 0 ? [{ type, minutes: String(ms / MINUTE_MS), count: String(stages.length) }] : [];
  });
  return {
    minutesInSleepPeriod: String(session.minutesInSleepPeriod),
    minutesAfterWakeUp: String(session.minutesAfterWakeUp),
    minutesToFallAsleep: String(session.minutesToFallAsleep),
    minutesAsleep: String(session.minutesAsleep),
    minutesAwake: String(session.minutesAwake),
    stagesSummary: duplicated ? [...stagesSummary, ...stagesSummary] : stagesSummary,
  };
}
