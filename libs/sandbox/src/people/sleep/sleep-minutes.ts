import type { RecordedSleep } from '../person';

/** The minutes of a session by kind. The four kinds add up to `inBed`. */
export interface SleepMinutes {
  readonly inBed: number;
  readonly asleep: number;
  /** Awake or restless between falling asleep and waking up. */
  readonly awake: number;
  readonly toFallAsleep: number;
  readonly afterWakeUp: number;
  /** The number of AWAKE stages, including those before falling asleep and after waking up. */
  readonly awakenings: number;
}

export function sleepMinutesOf(session: RecordedSleep): SleepMinutes {
  return {
    inBed: session.minutesInSleepPeriod,
    asleep: session.minutesAsleep,
    awake: session.minutesAwake,
    toFallAsleep: session.minutesToFallAsleep,
    afterWakeUp: session.minutesAfterWakeUp,
    awakenings: session.awakenings,
  };
}

type Kind = 'asleep' | 'awake' | 'toFallAsleep' | 'afterWakeUp';

/** The kinds that give or take minutes when one figure is set, in this order. */
const YIELDING: readonly Kind[] = ['asleep', 'awake', 'toFallAsleep', 'afterWakeUp'];

/** The same session with one figure set and the others changed as little as possible. */
export function withFigure(
  minutes: SleepMinutes,
  figure: keyof SleepMinutes,
  value: number,
  type: RecordedSleep['type'],
): SleepMinutes {
  if (figure === 'awakenings') return withAwakenings(minutes, value, type);
  const next = { ...minutes, [figure]: value };
  settle(next, figure);
  return { ...next, awakenings: withinReach(next, type) };
}

/**
 * Makes the four kinds add up to `inBed` without changing `pinned`. The session gets longer if there are no minutes
 * left to take.
 */
function settle(minutes: { -readonly [key in keyof SleepMinutes]: number }, pinned: keyof SleepMinutes): void {
  let missing = minutes.inBed - minutes.asleep - minutes.awake - minutes.toFallAsleep - minutes.afterWakeUp;
  for (const kind of YIELDING) {
    if (kind === pinned) continue;
    const next = Math.max(0, minutes[kind] + missing);
    missing -= next - minutes[kind];
    minutes[kind] = next;
  }
  minutes.inBed -= missing;
}

function withAwakenings(minutes: SleepMinutes, value: number, type: RecordedSleep['type']): SleepMinutes {
  if (value < edgesOf(minutes) || value < leastAwakenings(minutes, type)) {
    const asleep = minutes.inBed;
    const quiet = { ...minutes, asleep, awake: 0, toFallAsleep: 0, afterWakeUp: 0, awakenings: 0 };
    return value === 0 ? quiet : withAwakenings(quiet, value, type);
  }
  const awake = Math.max(minutes.awake, value - edgesOf(minutes));
  const missing = Math.max(0, awake - minutes.awake - minutes.asleep);
  const longer = { ...minutes, inBed: minutes.inBed + missing, asleep: minutes.asleep + missing };
  return { ...withFigure(longer, 'awake', awake, type), awakenings: value };
}

/** The closest possible number of AWAKE stages. Each stage takes at least a minute. */
function withinReach(minutes: SleepMinutes, type: RecordedSleep['type']): number {
  const most = edgesOf(minutes) + minutes.awake;
  return Math.min(Math.max(minutes.awakenings, leastAwakenings(minutes, type)), most);
}

/** In a STAGES log, minutes without sleep are AWAKE. In a CLASSIC log they may be RESTLESS. */
function leastAwakenings(minutes: SleepMinutes, type: RecordedSleep['type']): number {
  return edgesOf(minutes) + (type === 'STAGES' ? Math.min(1, minutes.awake) : 0);
}

function edgesOf({ toFallAsleep, afterWakeUp }: SleepMinutes): number {
  return (toFallAsleep > 0 ? 1 : 0) + (afterWakeUp > 0 ? 1 : 0);
}
