import { MINUTE_MS } from '../../calendar/iso-date';
import { sleepEfficiency } from '../../people/legacy-figures';
import type { Day, RecordedSleep } from '../../people/person';
import { hashText } from '../../numbers/random';
import { wallClockDateTime } from '../time/local-time';
import { levelsOf } from './levels';

/** Shorter nights have no stages. */
const SHORT_MINUTES = 180;

/** Log ids have eleven digits and fit into a double, like real ones. */
export function logIdOf(session: Pick<RecordedSleep, 'id'>): number {
  return 4e10 + hashText(session.id);
}

/**
 * A session of sleep as in version 1.2. It belongs to the day on which it ends.
 *
 * @see https://dev.fitbit.com/build/reference/web-api/sleep/get-sleep-log-by-date/
 */
export function sleepLog(session: RecordedSleep, { date }: Day): object {
  return {
    dateOfSleep: date,
    duration: session.minutesInSleepPeriod * MINUTE_MS,
    efficiency: sleepEfficiency(session),
    endTime: wallClockDateTime(session.endMs, session.endUtcOffsetSeconds),
    infoCode: infoCodeOf(session),
    isMainSleep: session.mainSleep,
    levels: levelsOf(session),
    logId: logIdOf(session),
    logType: 'auto_detected',
    minutesAfterWakeup: session.minutesAfterWakeUp,
    minutesAsleep: session.minutesAsleep,
    minutesAwake: session.minutesAwake,
    minutesToFallAsleep: session.minutesToFallAsleep,
    startTime: wallClockDateTime(session.startMs, session.startUtcOffsetSeconds),
    timeInBed: session.minutesInSleepPeriod,
    type: session.type === 'STAGES' ? 'stages' : 'classic',
  };
}

/** 0 sufficient data, 1 no heart rate data, 2 too short. */
function infoCodeOf({ type, minutesInSleepPeriod }: RecordedSleep): 0 | 1 | 2 {
  if (type === 'STAGES') return 0;
  return minutesInSleepPeriod < SHORT_MINUTES ? 2 : 1;
}

/** The same session as in version 1: 1 asleep, 2 restless, 3 awake, minute by minute. */
export function sleepLogV1(session: RecordedSleep): object {
  const value = { AWAKE: '3', RESTLESS: '2', LIGHT: '1', DEEP: '1', REM: '1', ASLEEP: '1' };
  const minuteData = session.stages.flatMap(({ type, startMs, endMs }) =>
    Array.from({ length: (endMs - startMs) / MINUTE_MS }, (_, minute) => ({
      dateTime: wallClockDateTime(startMs + minute * MINUTE_MS, session.startUtcOffsetSeconds).slice(11, 19),
      value: value[type],
    })),
  );
  return {
    awakeCount: session.awakenings,
    awakeDuration: minuteData.filter((minute) => minute.value === '3').length,
    awakeningsCount: session.awakenings,
    duration: session.minutesInSleepPeriod * MINUTE_MS,
    efficiency: sleepEfficiency(session),
    isMainSleep: session.mainSleep,
    logId: logIdOf(session),
    minuteData,
    minutesAfterWakeup: session.minutesAfterWakeUp,
    minutesAsleep: session.minutesAsleep,
    minutesAwake: session.minutesAwake,
    minutesToFallAsleep: session.minutesToFallAsleep,
    restlessCount: session.stages.filter(({ type }) => type === 'RESTLESS').length,
    restlessDuration: minuteData.filter((minute) => minute.value === '2').length,
    startTime: wallClockDateTime(session.startMs, session.startUtcOffsetSeconds),
    timeInBed: session.minutesInSleepPeriod,
  };
}
