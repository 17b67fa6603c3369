import type { Day, Movement } from '../person';
import { Recent } from '../recent';
import { frameOf, type MinuteFrame } from './frame';
import { gapMinutes } from './gap';
import type { Source } from './amounts';

/** The activity level of a minute, with the names of `active-minutes`; `activity-level` spells them out. */
export type ActivityLevel = 'SEDENTARY' | 'LIGHT' | 'MODERATE' | 'VIGOROUS';

/** The level of each minute by source; 0 where the source has none. */
interface Labels {
  readonly wearable: Uint8Array;
  readonly phone: Uint8Array;
}

const CODES: readonly (ActivityLevel | undefined)[] = [undefined, 'LIGHT', 'MODERATE', 'VIGOROUS'];

const labelled = new Recent<Day, Labels>(128, (day) => makeLabels(day, frameOf(day)));

/** The level of a minute; `undefined` where the source reports no active level. */
export function activeLevelAt(day: Day, source: Source, minute: number): ActivityLevel | undefined {
  return CODES[labelled.get(day)[source][minute] ?? 0];
}

/** `true` for minutes without an active level, which can be sedentary. */
export function isIdle(day: Day, minute: number): boolean {
  const { wearable, phone } = labelled.get(day);
  return wearable[minute] === 0 && phone[minute] === 0;
}

function makeLabels(day: Day, frame: MinuteFrame): Labels {
  const wearable = new Uint8Array(frame.count);
  const phone = new Uint8Array(frame.count);
  if (!day.movement) return { wearable, phone };
  const { all, wearable: own, hourlyShape } = day.movement;
  const worn = levelsOf(own);
  const beyond = beyondWorn(levelsOf(all), worn);
  const needed = beyond.light + beyond.moderate + beyond.vigorous;
  const gap = needed > 0 ? exactGap(day, frame, needed) : new Uint8Array(frame.count);
  const order = livelyFirst(frame, hourlyShape);
  label(
    order.filter((minute) => gap[minute]),
    beyond,
    phone,
  );
  label(
    order.filter((minute) => !gap[minute]),
    worn,
    wearable,
  );
  return { wearable, phone };
}

/** Exactly as long as needed, because all other minutes may be the wearable's. */
function exactGap(day: Day, frame: MinuteFrame, needed: number): Uint8Array {
  const gap = gapMinutes(day, frame, needed);
  let kept = 0;
  for (let minute = 0; minute < frame.count; minute += 1) if (gap[minute] && (kept += 1) > needed) gap[minute] = 0;
  return gap;
}

/** The minutes of each level that all sources together have beyond the wearable. */
function beyondWorn(all: LevelMinutes, worn: LevelMinutes): LevelMinutes {
  return {
    light: Math.max(0, all.light - worn.light),
    moderate: Math.max(0, all.moderate - worn.moderate),
    vigorous: Math.max(0, all.vigorous - worn.vigorous),
  };
}

/** Minutes by level. */
type LevelMinutes = Readonly<Record<'light' | 'moderate' | 'vigorous', number>>;

function levelsOf({ lightMinutes, moderateMinutes, vigorousMinutes }: Movement): LevelMinutes {
  return { light: lightMinutes, moderate: moderateMinutes, vigorous: vigorousMinutes };
}

/** The most active minutes are vigorous, the next ones moderate, the rest light. */
function label(order: readonly number[], { light, moderate, vigorous }: LevelMinutes, labels: Uint8Array): void {
  order.slice(0, light + moderate + vigorous).forEach((minute, rank) => {
    labels[minute] = rank < vigorous ? 3 : rank < vigorous + moderate ? 2 : 1;
  });
}

function livelyFirst({ count, hour, liveliness }: MinuteFrame, hourlyShape: readonly number[]): number[] {
  const scored = Array.from({ length: count }, (_, minute) => {
    const weight = hourlyShape[hour[minute] ?? 0] ?? 0;
    return { minute, score: (weight + 0.01) * (liveliness[minute] ?? 0) };
  });
  return scored.sort((a, b) => b.score - a.score || a.minute - b.minute).map(({ minute }) => minute);
}
