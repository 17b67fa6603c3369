import { MINUTE_MS } from '../../calendar/iso-date';
import type { RecordedSleep, StageType } from '../../people/person';
import { wallClockDateTime } from '../time/local-time';

const NAMES: Readonly<Record<StageType, string>> = {
  AWAKE: 'wake',
  LIGHT: 'light',
  DEEP: 'deep',
  REM: 'rem',
  ASLEEP: 'asleep',
  RESTLESS: 'restless',
};

/** In a log with stages, wakes of up to three minutes are listed separately, as `shortData`. */
const SHORT_WAKE_MS = 3 * MINUTE_MS;

interface Piece {
  readonly level: string;
  readonly startMs: number;
  readonly endMs: number;
}

export function levelName(type: RecordedSleep['type'], stage: StageType): string {
  return type === 'CLASSIC' && stage === 'AWAKE' ? 'awake' : NAMES[stage];
}

/** The levels of a session and their totals. */
export function levelsOf(session: RecordedSleep): object {
  const { type, stages } = session;
  const pieces = stages.map(({ type: stage, ...span }): Piece => ({ level: levelName(type, stage), ...span }));
  const write = ({ level, startMs, endMs }: Piece): object => ({
    dateTime: wallClockDateTime(startMs, session.startUtcOffsetSeconds),
    level,
    seconds: (endMs - startMs) / 1000,
  });
  if (type === 'CLASSIC') return { data: pieces.map(write), summary: summaryOf(session, pieces) };
  const isShort = ({ level, startMs, endMs }: Piece): boolean => level === 'wake' && endMs - startMs <= SHORT_WAKE_MS;
  return {
    data: withoutShortWakes(pieces, isShort).map(write),
    shortData: pieces.filter(isShort).map(write),
    summary: summaryOf(session, pieces),
  };
}

/** Merges short wakes into the level around them. */
function withoutShortWakes(pieces: readonly Piece[], isShort: (piece: Piece) => boolean): Piece[] {
  const data: Piece[] = [];
  for (const piece of pieces) {
    const before = data.at(-1);
    if (before && (isShort(piece) || before.level === piece.level)) {
      data[data.length - 1] = { ...before, endMs: piece.endMs };
    } else data.push(before || !isShort(piece) ? piece : { ...piece, level: 'light' });
  }
  return data;
}

/** `count` of the wake level includes short wakes. */
function summaryOf({ type, awakenings }: RecordedSleep, pieces: readonly Piece[]): object {
  const levels = type === 'CLASSIC' ? ['asleep', 'awake', 'restless'] : ['deep', 'light', 'rem', 'wake'];
  return Object.fromEntries(
    levels.map((level) => {
      const own = pieces.filter((piece) => piece.level === level);
      const minutes = own.reduce((sum, { startMs, endMs }) => sum + (endMs - startMs) / MINUTE_MS, 0);
      const count = level === 'awake' || level === 'wake' ? awakenings : own.length;
      return [level, { count, minutes, ...(type === 'STAGES' ? { thirtyDayAvgMinutes: minutes } : {}) }];
    }),
  );
}

/** Minutes by stage, for the summary of a day. */
export function stageMinutes(sessions: readonly RecordedSleep[]): Record<string, number> {
  const minutes = { deep: 0, light: 0, rem: 0, wake: 0 };
  for (const { type, stages } of sessions) {
    for (const { type: stage, startMs, endMs } of type === 'STAGES' ? stages : []) {
      const name = NAMES[stage];
      if (Object.hasOwn(minutes, name)) minutes[name as keyof typeof minutes] += (endMs - startMs) / MINUTE_MS;
    }
  }
  return minutes;
}
