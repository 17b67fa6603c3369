import { MINUTE_MS } from '../../calendar/iso-date';
import type { RecordedSleep } from '../person';
import { hashText, Random } from '../../numbers/random';
import type { SleepMinutes } from './sleep-minutes';
import { layStages } from './stages';

/** A session apart from its minutes. */
export type SessionFrame = Pick<
  RecordedSleep,
  'id' | 'startMs' | 'startUtcOffsetSeconds' | 'endUtcOffsetSeconds' | 'type' | 'mainSleep'
>;

/**
 * Creates a session whose end, stages and summary agree. The stages take two thirds of a day's memory, so they are only
 * generated when they are first read.
 */
export function sessionOf(frame: SessionFrame, minutes: SleepMinutes): RecordedSleep {
  const { id, startMs, startUtcOffsetSeconds, endUtcOffsetSeconds, type, mainSleep } = frame;
  let stages: RecordedSleep['stages'] | undefined;
  return {
    id,
    startMs,
    startUtcOffsetSeconds,
    endMs: startMs + minutes.inBed * MINUTE_MS,
    endUtcOffsetSeconds,
    type,
    mainSleep,
    get stages() {
      return (stages ??= layStages(type, startMs, minutes, new Random(hashText(id))));
    },
    minutesInSleepPeriod: minutes.inBed,
    minutesAsleep: minutes.asleep,
    minutesAwake: minutes.awake,
    minutesToFallAsleep: minutes.toFallAsleep,
    minutesAfterWakeUp: minutes.afterWakeUp,
    awakenings: minutes.awakenings,
  };
}

/** The main session of a day, or the longest one if none is the main session. */
export function mainSession(sessions: readonly RecordedSleep[]): RecordedSleep | undefined {
  const longest = [...sessions].sort((a, b) => b.endMs - b.startMs - (a.endMs - a.startMs) || a.startMs - b.startMs)[0];
  return sessions.find(({ mainSleep }) => mainSleep) ?? longest;
}
